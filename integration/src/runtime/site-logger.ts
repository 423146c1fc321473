/** Where a running site says what happens to it. */
export interface SiteLogger {
	info(message: string): void;
	warn(message: string): void;
	error(message: string): void;
}

/** Says each thing once. What is told must not grow without bound with what visitors send. */
export function createOnce(tell: (message: string) => void): (message: string) => void {
	const told = new Set<string>();
	return (message) => {
		if (told.has(message) || told.size >= 1_000) return;
		told.add(message);
		tell(message);
	};
}

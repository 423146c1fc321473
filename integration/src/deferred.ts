/** A promise that is resolved from outside. */
export interface Deferred {
	readonly promise: Promise<void>;
	resolve(): void;
}

export function createDeferred(): Deferred {
	let settle: () => void = () => undefined;
	const promise = new Promise<void>((resolve) => {
		settle = resolve;
	});
	return {
		promise,
		resolve() {
			settle();
		},
	};
}

/** Resolves when something has ended, whatever came of it, or after so many milliseconds. */
export function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
	return new Promise((resolve) => {
		const timer = setTimeout(resolve, milliseconds);
		const finish = () => {
			clearTimeout(timer);
			resolve();
		};
		work.then(finish, finish);
	});
}

/** Runs tasks as they are given, but no more than so many at once. */
export function createLimit(limit: number): <T>(run: () => Promise<T>) => Promise<T> {
	let free = limit;
	const waiting: (() => void)[] = [];
	return async (run) => {
		if (free > 0) free--;
		else await new Promise<void>((resolve) => waiting.push(resolve));
		try {
			return await run();
		} finally {
			const next = waiting.shift();
			if (next === undefined) free++;
			else next();
		}
	};
}

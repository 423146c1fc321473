/** Results by key, at most so many: whoever sends ever new requests makes nothing grow. */
export function createMemo<Result>(most: number): (key: string, create: () => Result) => Result {
	const known = new Map<string, Result>();
	return (key, create) => {
		const kept = known.get(key);
		if (kept !== undefined) return kept;
		if (known.size >= most) known.clear();
		const created = create();
		known.set(key, created);
		return created;
	};
}

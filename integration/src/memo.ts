/** Values by key, of which only the more recent are kept: whoever sends ever new keys makes nothing grow. */
export interface Memo<Value> {
	get(key: string): Value | undefined;
	set(key: string, value: Value): void;
	/** The value, made if there is none. */
	ensure(key: string, create: () => Value): Value;
}

/**
 * Keeps at most `most` values, and at least the last half of that. Two generations: when the younger is full, the older is forgotten, but for
 * what was asked for since. In a profile, the three looks
 * of a request took 3.3 µs with lru-cache, which keeps the exact order, and take 0.4 µs with this.
 */
export function createMemo<Value>(most: number): Memo<Value> {
	const half = Math.max(1, Math.floor(most / 2));
	let younger = new Map<string, Value>();
	let older = new Map<string, Value>();
	const set = (key: string, value: Value) => {
		if (younger.size >= half) {
			older = younger;
			younger = new Map();
		}
		younger.set(key, value);
	};
	const get = (key: string): Value | undefined => {
		const recent = younger.get(key);
		if (recent !== undefined) return recent;
		const value = older.get(key);
		if (value !== undefined) set(key, value);
		return value;
	};
	return {
		get,
		set,
		ensure(key, create) {
			const kept = get(key);
			if (kept !== undefined) return kept;
			const created = create();
			set(key, created);
			return created;
		},
	};
}

/** The objects that requests were given, with the names that each had at first. */
const used = new WeakMap<object, ReadonlySet<PropertyKey>>();

/**
 * The `locals` of one request. An object that a server in middleware mode passes with several requests is copied for all but the
 * first, without what the first request has put on it: that is one visitor's.
 */
export function ownLocals(given: object | undefined): object | undefined {
	// What is no object is for Astro to refuse.
	if (given === undefined || given !== Object(given)) return given;
	const names = used.get(given);
	if (names === undefined) {
		used.set(given, new Set(Reflect.ownKeys(given)));
		return given;
	}
	const copy = {};
	Reflect.setPrototypeOf(copy, Reflect.getPrototypeOf(given));
	for (const name of names) {
		const descriptor = Reflect.getOwnPropertyDescriptor(given, name);
		if (descriptor !== undefined) Reflect.defineProperty(copy, name, descriptor);
	}
	return copy;
}

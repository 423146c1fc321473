const used = new WeakSet<object>();

/**
 * The `locals` of one request. An object that a server in middleware mode passes with several requests is copied for all but the
 * first: what the middleware puts on it is one visitor's.
 */
export function ownLocals(given: object | undefined): object | undefined {
	// What is no object is for Astro to refuse.
	if (given === undefined || given !== Object(given)) return given;
	if (!used.has(given)) {
		used.add(given);
		return given;
	}
	const copy = Object.defineProperties({}, Object.getOwnPropertyDescriptors(given));
	Reflect.setPrototypeOf(copy, Reflect.getPrototypeOf(given));
	return copy;
}

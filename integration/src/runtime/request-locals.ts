import { createAccessor } from '../rendering/accessor.js';
import { createReadLog, type Outcome } from '../variants/reads.js';

const used = new WeakSet<object>();

/**
 * The `locals` that one request is rendered with, showing defaults until the middleware knows the visitor: a page may be rendered
 * without any middleware, where that of somebody else throws, or where a site's own `src/fetch.ts` leaves it out. An object that
 * several requests are given is copied for each but the first, because what is put on it is one visitor's.
 */
export function createRequestLocals(given: object | undefined, defaults: Outcome): object {
	const locals = given === undefined ? {} : ownOf(given);
	Object.defineProperty(locals, 'choose', {
		value: createAccessor(defaults, createReadLog()),
		configurable: true,
		enumerable: true,
	});
	return locals;
}

function ownOf(given: object): object {
	if (!used.has(given)) {
		used.add(given);
		return given;
	}
	const copy = Object.defineProperties({}, Object.getOwnPropertyDescriptors(given));
	Reflect.setPrototypeOf(copy, Reflect.getPrototypeOf(given));
	return copy;
}

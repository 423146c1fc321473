/**
 * What may stand between the tags of a component that takes a render function: the function alone, or the function and elements for
 * named slots (elements have no type of their own in Astro).
 */
export type RenderChildren<Arguments extends readonly unknown[]> =
	RenderFunction<Arguments> | readonly RenderFunction<Arguments>[];

type RenderFunction<Arguments extends readonly unknown[]> = (...args: Arguments) => unknown;

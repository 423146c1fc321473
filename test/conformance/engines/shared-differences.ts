import type { RoutingDifference } from './engine-types.js';

const OUTSIDE = 'only what is below its base is the site’s';

/** What Astro's own server answers outside the site's base, and others do not. */
export const BELOW_BASE: readonly RoutingDifference[] = [
	{
		why: OUTSIDE,
		spellings: ['without the base', 'with doubled slashes'],
		where: ({ base }) => base !== '/',
		astro: 'page',
		here: 'nothing',
	},
	{
		why: OUTSIDE,
		spellings: ['without the base', 'with doubled slashes'],
		where: ({ base, trailingSlash }) => base !== '/' && trailingSlash !== 'ignore',
		astro: 'redirect',
		here: 'nothing',
	},
];

export const ASTRO_LEAVES =
	'Astro’s own server redirects a path that begins with two slashes to another host';

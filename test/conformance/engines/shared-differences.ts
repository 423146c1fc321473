import type { UrlConfig } from '../url-config.js';
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
		where: ({ base, trailingSlash, build }) =>
			base !== '/' &&
			(trailingSlash === 'never' || (trailingSlash === 'always' && build.format === 'directory')),
		astro: 'redirect',
		here: 'nothing',
	},
];

export const ASTRO_LEAVES =
	'Astro’s own server redirects a path that begins with two slashes to another host';

/** Where it does. */
export const leavesAstro = ({ base, trailingSlash, build }: UrlConfig): boolean =>
	base === '/' && trailingSlash === 'never' && build.format === 'directory';

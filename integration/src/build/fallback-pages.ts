import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroConfig, IntegrationResolvedRoute } from 'astro';
import { FALLBACK_EXPORT } from '../constants.js';
import { ChooseError } from '../errors.js';
import type { FallbackExports } from '../vite-plugin-fallback-pages.js';
import type { FallbackPage } from './fallback-messages.js';
import type { ReportWarning } from './report-types.js';

export interface FallbackPages {
	readonly pages: readonly FallbackPage[];
	readonly warnings: readonly ReportWarning[];
}

type Route = Pick<
	IntegrationResolvedRoute,
	'pattern' | 'entrypoint' | 'isPrerendered' | 'params' | 'pathname' | 'type'
>;
type UrlConfig = Pick<AstroConfig, 'root' | 'site' | 'base' | 'trailingSlash'> & {
	readonly build: Pick<AstroConfig['build'], 'format'>;
};

/**
 * The routes whose modules export `chooseFallback`, with the request that renders each.
 *
 * @throws {ChooseError} FallbackNeedsOnePath, for a route that has parameters.
 */
export function listFallbackPages(
	routes: readonly Route[],
	found: FallbackExports,
	config: UrlConfig,
): FallbackPages {
	if (found.ssr.size + found.prerender.size === 0) return { pages: [], warnings: [] };
	const root = fileURLToPath(config.root);
	const exporting = routes.filter(({ entrypoint, isPrerendered }) => {
		const file = resolve(root, entrypoint).replaceAll('\\', '/');
		return (isPrerendered ? found.prerender : found.ssr).has(file);
	});
	const dynamic = exporting.filter(
		({ isPrerendered, params }) => !isPrerendered && params.length > 0,
	);
	if (dynamic.length > 0) throw new ChooseError(dynamic.map(needsOnePath));
	return {
		pages: exporting
			.filter(({ isPrerendered, type }) => !isPrerendered && type === 'page')
			.map(({ pattern, entrypoint, pathname }) => ({
				url: urlOf(pathname ?? pattern, config),
				route: pattern,
				component: entrypoint,
			})),
		warnings: exporting
			.filter(({ isPrerendered, type }) => isPrerendered || type !== 'page')
			.map(({ entrypoint, isPrerendered }) => ({
				name: 'FallbackNotMade',
				message: `${entrypoint} exports ${FALLBACK_EXPORT}, but ${isPrerendered ? 'it is prerendered: every visitor gets a stored page already' : 'it is no page'}. Remove the export.`,
			})),
	};
}

function needsOnePath({ pattern, entrypoint }: Route) {
	return {
		name: 'FallbackNeedsOnePath' as const,
		path: entrypoint,
		expected: 'a route without parameters, so that there is one default page of it',
		found: pattern,
		hint: `Remove the export ${FALLBACK_EXPORT} from ${entrypoint}, or catch errors in the page itself.`,
	};
}

// The path under which a prerendered page of the same name would be rendered.
function urlOf(pathname: string, { site, base, trailingSlash, build }: UrlConfig): string {
	const path = `${base.replace(/\/$/, '')}${pathname}`.replace(/\/$/, '');
	const hasSlash =
		trailingSlash === 'always' || (trailingSlash === 'ignore' && build.format === 'directory');
	return new URL(hasSlash || path === '' ? `${path}/` : path, site ?? 'http://localhost').href;
}

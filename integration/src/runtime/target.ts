import type { APIContext } from 'astro';
import { manifest } from 'virtual:astro-choose/astro-manifest';
import { ASTRO_ROUTES } from '../astro-internals.js';
import type { Target } from '../audience/subrequest.js';

/** What the request for an on-demand route asks for. */
export async function targetOf({ routePattern, request, url }: APIContext): Promise<Target> {
	if (routePattern === ASTRO_ROUTES.serverIsland) return 'server-island';
	if (routePattern === ASTRO_ROUTES.action) return 'action';
	if (request.method === 'POST' && url.searchParams.has(ASTRO_ROUTES.formActionParameter)) {
		return 'action';
	}
	const route = manifest.routes.find(({ routeData }) => routeData.route === routePattern);
	if (route === undefined) return 'page';
	const { type, component } = route.routeData;
	if (type !== 'page') return type === 'endpoint' ? 'endpoint' : 'page';
	const module = await manifest.pageMap?.get(component)?.();
	return (await module?.page())?.partial ? 'partial' : 'page';
}

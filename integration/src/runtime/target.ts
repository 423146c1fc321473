import type { APIContext } from 'astro';
import { manifest } from 'virtual:astro:manifest';
import type { Target } from '../audience/subrequest.js';

// The patterns of the routes that Astro itself adds.
const SERVER_ISLAND = '/_server-islands/[name]';
const ACTION = '/_actions/[...path]';
/** In the query of a form that is sent to an Action. */
const FORM_ACTION = '_action';

/** What the request for an on-demand route asks for. */
export async function targetOf({ routePattern, request, url }: APIContext): Promise<Target> {
	if (routePattern === SERVER_ISLAND) return 'server-island';
	if (routePattern === ACTION) return 'action';
	if (request.method === 'POST' && url.searchParams.has(FORM_ACTION)) return 'action';
	const route = manifest.routes.find(({ routeData }) => routeData.route === routePattern);
	if (route === undefined) return 'page';
	const { type, component } = route.routeData;
	if (type !== 'page') return type === 'endpoint' ? 'endpoint' : 'page';
	const module = await manifest.pageMap?.get(component)?.();
	return (await module?.page())?.partial ? 'partial' : 'page';
}

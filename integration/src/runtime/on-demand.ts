import type { APIContext } from 'astro';
import definition from 'virtual:astro-choose/definition';
import { createWebFacts } from '../audience/web-facts.js';
import { decideDefaults } from '../decisions/decide.js';
import { isErrorRoute } from '../rendering/error-route.js';
import { createScope, type RenderScope } from '../rendering/scope.js';
import type { Outcome } from '../variants/reads.js';
import { keepPrivate } from './private-response.js';
import { currentSite, type Site } from './site.js';
import { withFallback, withoutCookies } from './with-fallback.js';

/** One request for an on-demand page. */
interface OnDemandRequest {
	readonly site: Site;
	readonly scope: RenderScope;
	isFallback: boolean;
}

/** By the `locals` of the request: Astro keeps those when a page rewrites to another, and runs the middleware again. */
const underWay = new WeakMap<object, OnDemandRequest>();

/** Renders an on-demand page for its visitor. Error pages, and pages of a site that is not served by us, get the defaults. */
export async function renderOnDemand(
	context: APIContext,
	next: () => Promise<Response>,
	provide: (context: APIContext, scope: RenderScope) => void,
): Promise<Response> {
	const render = (request: OnDemandRequest) => {
		const { site, scope } = request;
		provide(context, scope);
		return withFallback(next, {
			context,
			scope,
			site,
			onFallback: () => (request.isFallback = true),
		});
	};
	const known = underWay.get(context.locals);
	if (known !== undefined) return render(known);
	const site = currentSite();
	const defaults: Outcome = {
		decisions: site?.table.defaults ?? decideDefaults(definition, 'absent'),
		device: 'desktop',
	};
	if (site === undefined || context.isPrerendered || isErrorRoute(context.routePattern)) {
		provide(context, createScope(defaults));
		return next();
	}
	const facts = createWebFacts(context.request, site.readHost);
	const secure = context.url.protocol === 'https:';
	const { audience, setCookie } = await site.resolveVisit(facts, { secure });
	const decisions = site.table.ofAudience(audience);
	const scope = createScope({ decisions, device: audience.device }, defaults);
	const request: OnDemandRequest = { site, scope, isFallback: false };
	underWay.set(context.locals, request);
	const answer = await keepPrivate(await render(request), { context, scope, site, setCookie });
	return request.isFallback ? withoutCookies(answer) : answer;
}

import type { APIContext } from 'astro';
import definition from 'virtual:astro-choose/definition';
import settings from 'virtual:astro-choose/settings';
import { withoutPageCookies } from '../astro-internals.js';
import { readAsked } from '../audience/subrequest.js';
import { createWebFacts } from '../audience/web-facts.js';
import { decideDefaults } from '../decisions/decide.js';
import { isErrorRoute } from '../rendering/error-route.js';
import { createScope, type RenderScope } from '../rendering/scope.js';
import type { Outcome } from '../variants/reads.js';
import { keepPrivate, type Rendering } from './private-response.js';
import { currentSite, type Site } from './site.js';
import { targetOf } from './target.js';
import { withFallback } from './with-fallback.js';

/** One request for an on-demand page. */
interface OnDemandRequest extends Omit<Rendering, 'context' | 'target'> {
	readonly site: Site;
	isFallback: boolean;
}

/**
 * By the `locals` of the request: Astro keeps those when a page rewrites to another, or falls back to another locale's, and runs the
 * middleware again. The second may come after the first has ended, so each of them keeps its response private.
 */
const underWay = new WeakMap<object, OnDemandRequest>();

/** Renders an on-demand page for its visitor. Error pages, and pages of a site that is not served by us, get the defaults. */
export async function renderOnDemand(
	context: APIContext,
	next: () => Promise<Response>,
	provide: (context: APIContext, scope: RenderScope) => void,
): Promise<Response> {
	const isError = isErrorRoute(context.routePattern, settings.locales);
	const render = async (request: OnDemandRequest) => {
		const { site, scope } = request;
		provide(context, scope);
		if (isError) return next();
		const onFallback = () => (request.isFallback = true);
		const rendered = await withFallback(next, { context, scope, site, onFallback });
		const answer = await keepPrivate(rendered, { context, ...request, target });
		return request.isFallback ? withoutPageCookies(answer) : answer;
	};
	const target = await targetOf(context);
	const known = underWay.get(context.locals);
	if (known !== undefined) return render(known);
	const site = currentSite();
	const defaults: Outcome = {
		decisions: site?.table.defaults ?? decideDefaults(definition, 'absent'),
		device: 'desktop',
	};
	if (site === undefined || context.isPrerendered || isError) {
		provide(context, createScope(defaults));
		return next();
	}
	const { facts, pageQuery } = readAsked(createWebFacts(context.request, site.readHost), target);
	const secure = context.url.protocol === 'https:';
	const { audience, setCookie } = await site.resolveVisit(facts, { secure, pageQuery });
	site.uses.of(audience).count++;
	const decisions = site.table.ofAudience(audience);
	const scope = createScope({ decisions, device: audience.device }, defaults);
	const vary = target === 'page' ? site.vary : `${site.vary}, Referer`;
	const { logger } = site;
	const request: OnDemandRequest = { site, scope, vary, logger, setCookie, isFallback: false };
	underWay.set(context.locals, request);
	return render(request);
}

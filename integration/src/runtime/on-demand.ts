import type { APIContext } from 'astro';
import definition from 'virtual:astro-choose/definition';
import { readAsked } from '../audience/subrequest.js';
import { createWebFacts } from '../audience/web-facts.js';
import { decideDefaults } from '../decisions/decide.js';
import { isErrorRoute } from '../rendering/error-route.js';
import { createScope, type RenderScope } from '../rendering/scope.js';
import type { Outcome } from '../variants/reads.js';
import { keepPrivate } from './private-response.js';
import { currentSite } from './site.js';
import { targetOf } from './target.js';

/** Scopes by the `locals` of their request: Astro keeps those when a page rewrites to another, and runs the middleware again. */
const scopes = new WeakMap<object, RenderScope>();

/** Renders an on-demand page for its visitor. Error pages, and pages of a site that is not served by us, get the defaults. */
export async function renderOnDemand(
	context: APIContext,
	next: () => Promise<Response>,
	provide: (context: APIContext, scope: RenderScope) => void,
): Promise<Response> {
	const known = scopes.get(context.locals);
	if (known !== undefined) {
		provide(context, known);
		return next();
	}
	const site = currentSite();
	const defaults: Outcome = {
		decisions: site?.table.defaults ?? decideDefaults(definition, 'absent'),
		device: 'desktop',
	};
	if (site === undefined || context.isPrerendered || isErrorRoute(context.routePattern)) {
		provide(context, createScope(defaults));
		return next();
	}
	const target = await targetOf(context);
	const { facts, pageQuery } = readAsked(createWebFacts(context.request, site.readHost), target);
	const secure = context.url.protocol === 'https:';
	const { audience, setCookie } = await site.resolveVisit(facts, { secure, pageQuery });
	const decisions = site.table.ofAudience(audience);
	const scope = createScope({ decisions, device: audience.device }, defaults);
	scopes.set(context.locals, scope);
	provide(context, scope);
	const vary = target === 'page' ? site.vary : `${site.vary}, Referer`;
	return keepPrivate(await next(), { context, scope, vary, logger: site.logger, setCookie });
}

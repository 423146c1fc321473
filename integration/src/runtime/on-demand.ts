import type { APIContext } from 'astro';
import definition from 'virtual:astro-choose/definition';
import settings from 'virtual:astro-choose/settings';
import { createWebFacts } from '../audience/web-facts.js';
import { decideDefaults } from '../decisions/decide.js';
import { isErrorRoute } from '../rendering/error-route.js';
import { createScope, type RenderScope } from '../rendering/scope.js';
import type { Outcome } from '../variants/reads.js';
import { keepPrivate, type Rendering } from './private-response.js';
import { currentSite } from './site.js';

/**
 * What is known of a request, by its `locals`: Astro keeps those when a page rewrites to another, or falls back to another locale's,
 * and runs the middleware again. The second may come after the first has ended, so each of them keeps its response private.
 */
const visits = new WeakMap<object, Pick<Rendering, 'scope' | 'site' | 'setCookie'>>();

/** Renders an on-demand page for its visitor. Error pages, and pages of a site that is not served by us, get the defaults. */
export async function renderOnDemand(
	context: APIContext,
	next: () => Promise<Response>,
	provide: (context: APIContext, scope: RenderScope) => void,
): Promise<Response> {
	const isError = isErrorRoute(context.routePattern, settings.locales);
	const known = visits.get(context.locals);
	if (known !== undefined) {
		provide(context, known.scope);
		return isError ? next() : keepPrivate(await next(), { context, ...known });
	}
	const site = currentSite();
	const defaults: Outcome = {
		decisions: site?.table.defaults ?? decideDefaults(definition, 'absent'),
		device: 'desktop',
	};
	if (site === undefined || context.isPrerendered || isError) {
		provide(context, createScope(defaults));
		return next();
	}
	const facts = createWebFacts(context.request, site.readHost);
	const secure = context.url.protocol === 'https:';
	const { audience, setCookie } = await site.resolveVisit(facts, { secure });
	const decisions = site.table.ofAudience(audience);
	const scope = createScope({ decisions, device: audience.device }, defaults);
	const visit = { scope, site, setCookie };
	visits.set(context.locals, visit);
	provide(context, scope);
	return keepPrivate(await next(), { context, ...visit });
}

import type { APIContext, MiddlewareHandler } from 'astro';
import settings from 'virtual:astro-choose/settings';
import { createAccessor, type ChooseAccessor } from '../rendering/accessor.js';
import { isErrorRoute } from '../rendering/error-route.js';
import { renderScope, type RenderScope } from '../rendering/scope.js';

/**
 * Puts `choose` into `Astro.locals`. While pages are prerendered, and in `astro dev`, the decisions come with the rendering's scope; an
 * on-demand page of the built site gets those of the request's visitor.
 */
export const onRequest: MiddlewareHandler = async (context, next) => {
	const scope = renderScope.getStore();
	if (scope !== undefined) {
		provide(context, await onTarget(context, scope));
		return next();
	}
	const { renderOnDemand } = await import('./on-demand.js');
	return renderOnDemand(context, next, provide);
};

async function onTarget(context: APIContext, scope: RenderScope): Promise<RenderScope> {
	if (scope.outcomeOf === undefined || context.isPrerendered) return scope;
	const { targetOf } = await import('./target.js');
	return { ...scope, outcome: await scope.outcomeOf(await targetOf(context)) };
}

function provide(context: APIContext, scope: RenderScope): void {
	const outcome = isErrorRoute(context.routePattern, settings.locales)
		? scope.defaults
		: scope.outcome;
	scope.setsCookie = () => [...context.cookies.headers()].length > 0;
	Object.defineProperty(context.locals, 'choose', {
		value: createAccessor(outcome, scope.log, () => context.currentLocale) satisfies ChooseAccessor,
		configurable: true,
		enumerable: true,
	});
}

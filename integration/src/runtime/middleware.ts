import type { APIContext, MiddlewareHandler } from 'astro';
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
		provide(context, scope);
		return next();
	}
	const { renderOnDemand } = await import('./on-demand.js');
	return renderOnDemand(context, next, provide);
};

function provide(context: APIContext, scope: RenderScope): void {
	const outcome = isErrorRoute(context.routePattern) ? scope.defaults : scope.outcome;
	scope.setsCookie = () => [...context.cookies.headers()].length > 0;
	Object.defineProperty(context.locals, 'choose', {
		value: createAccessor(outcome, scope.log, () => context.currentLocale) satisfies ChooseAccessor,
		configurable: true,
		enumerable: true,
	});
}

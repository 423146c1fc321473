import { describeThrown } from '../errors.js';
import type { StoredFallback, StoredVariant } from '../store/index-file.js';
import type { VariantStore } from '../store/fs-store.js';
import type { Outcome } from '../variants/reads.js';
import { findVariant } from '../variants/match.js';
import { RenderFailure } from './render-within.js';

/** How often the default of a page was sent because the page could not be rendered, and why the last time. */
export interface FallbackUse {
	readonly count: number;
	readonly reason: string;
	/** Milliseconds since 1970. */
	readonly at: number;
}

/** A default that is kept of an on-demand page. */
export interface Fallback {
	readonly headers: StoredVariant['headers'];
	readonly bytes: Buffer;
}

/** The defaults that are kept of on-demand pages, and what became of them. */
export interface Fallbacks {
	/** Of a route, by Astro's pattern; undefined where none is kept, or its bytes are gone. */
	find(route: string, defaults: Outcome): Fallback | undefined;
	/** Counts a use, and logs it. */
	record(route: string, why: unknown): void;
	/** Since the start, by route. */
	readonly uses: ReadonlyMap<string, FallbackUse>;
}

export function createFallbacks(
	stored: readonly StoredFallback[],
	store: Pick<VariantStore, 'read'>,
	{ now, onUse }: { readonly now: () => number; readonly onUse: (message: string) => void },
): Fallbacks {
	const byRoute = new Map(stored.map(({ route, variants }) => [route, variants]));
	const uses = new Map<string, FallbackUse>();
	return {
		find(route, defaults) {
			const variants = byRoute.get(route);
			const variant = variants && (findVariant(variants, defaults) ?? variants[0]);
			const bytes = variant && store.read(variant.body, 'identity');
			return variant && bytes && { headers: variant.headers, bytes };
		},
		record(route, why) {
			const count = (uses.get(route)?.count ?? 0) + 1;
			const reason = why instanceof RenderFailure ? why.message : `it threw ${describeThrown(why)}`;
			uses.set(route, { count, reason, at: now() });
			onUse(
				`${route} was answered with its fallback (use ${count} since the start), because ${reason}${stackOf(why)}`,
			);
		},
		uses,
	};
}

/** Without a store there is none. */
export const NO_FALLBACKS: Fallbacks = {
	find: () => undefined,
	record: () => undefined,
	uses: new Map(),
};

function stackOf(why: unknown): string {
	const hasStack = why instanceof Error && !(why instanceof RenderFailure) && why.stack;
	return hasStack ? `\n${why.stack}` : '';
}

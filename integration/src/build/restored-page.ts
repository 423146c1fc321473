import type { AstroPrerenderer } from 'astro';
import { restoreImages } from '../astro-images.js';
import type { Rendered } from '../rendering/rendered.js';
import type { PackedBody } from '../store/codings.js';
import { findVariant } from '../variants/match.js';
import type { Outcome } from '../variants/reads.js';
import type { KeptPage, KeptVariant } from './kept-pages.js';
import type { BuiltPage } from './render-variants.js';
import type { VariedPage } from './varied-page.js';

type RouteData = Parameters<AstroPrerenderer['render']>[1]['routeData'];

/** A page that read something, as Astro has taken it over from its last build. */
export interface RestoredPage {
	/** With the base, decoded. */
	readonly path: string;
	readonly page: KeptPage;
	readonly route: RouteData;
	/** Its default, as Astro has written it. */
	readonly bytes: () => Buffer;
	/** The body of a variant, with its codings; undefined when it is not kept. */
	readonly read: (digest: string) => PackedBody | undefined;
}

/** The page with the variants that it had. `renderAnew` is asked for those that it had not. */
export function createRestoredPage(
	{ path, page, bytes, read }: RestoredPage,
	renderAnew: (outcome: Outcome) => Promise<Rendered>,
): VariedPage {
	const [standard, ...others] = page.variants;
	return {
		path,
		request: page.request,
		// Read when it is asked for: all defaults of a large site are too much for memory.
		get original() {
			const kept = read(standard.body);
			return kept ? renderedOf(standard, kept.identity, kept) : renderedOf(standard, bytes());
		},
		async render(outcome) {
			const variant = findVariant(others, outcome);
			const kept = variant && read(variant.body);
			return variant && kept ? renderedOf(variant, kept.identity, kept) : renderAnew(outcome);
		},
	};
}

/**
 * What is kept of a page; undefined when the next build is to render it. Astro restores the manifest's order of stylesheets only, and
 * compares the content entries of the default only.
 */
export function keptPageOf(
	{ page, variants }: BuiltPage,
	{ prefix, styles }: Pick<KeptPage, 'prefix' | 'styles'>,
): KeptPage | undefined {
	if (page.sheets !== undefined) return undefined;
	const compared = new Set(variants[0]?.traces?.contentEntryKeys);
	const kept: KeptVariant[] = [];
	for (const { reads, body, headers, traces } of variants) {
		if (traces?.contentEntryKeys.every((key) => compared.has(key)) !== true) return undefined;
		kept.push({ reads: [...reads], body, headers, traces });
	}
	const [standard, ...others] = kept;
	return standard && { prefix, styles, request: page.request, variants: [standard, ...others] };
}

function renderedOf(
	{ reads, headers, traces }: KeptVariant,
	bytes: Buffer,
	codings?: PackedBody,
): Rendered {
	restoreImages(traces);
	return {
		status: 200,
		statusText: 'OK',
		headers: new Headers(headers),
		bytes,
		reads,
		setsCookie: false,
		ms: 0,
		traces,
		isTakenOver: true,
		codings,
	};
}

import { AUDIENCE_HEADER } from '../constants.js';
import type { Audience } from '../audience/audience.js';
import { titleCase } from '../http/header-name.js';
import type { StoredVariant } from '../store/index-file.js';
import { createAnswer, diagnosticsOf, storedHeaders, type Answer } from './answers.js';
import type { RuntimeSettings } from './settings.js';
import type { VariedPage } from './varied-pages.js';

/** What a page is answered with to a trusted edge, for a CDN to keep it. The body and its tags are those of every other answer. */
export type SharedAnswerFactory = (
	page: Pick<VariedPage, 'cacheTag'>,
	variant: StoredVariant,
	audience: Audience,
) => Answer;

/** Of what the answer depends on, the CDN knows all but these from the URL. */
const VARY = `Accept-Encoding, ${titleCase(AUDIENCE_HEADER)}`;

export function createSharedAnswerFactory({
	diagnostics,
	edge,
}: Pick<RuntimeSettings, 'diagnostics' | 'edge'>): SharedAnswerFactory {
	const lifetime = `max-age=${edge.maxAge}, stale-while-revalidate=${edge.swr}`;
	return ({ cacheTag }, variant, audience) =>
		createAnswer(variant, [
			// For the browser, and for every cache that knows nothing of audiences.
			'Cache-Control',
			'private, no-cache',
			// RFC 9213.
			'CDN-Cache-Control',
			lifetime,
			'Vary',
			VARY,
			'Cache-Tag',
			cacheTag,
			...storedHeaders(variant),
			...(diagnostics ? diagnosticsOf(audience, 'variant') : []),
		]);
}

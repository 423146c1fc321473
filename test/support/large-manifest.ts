import { createHash } from 'node:crypto';
import type {
	EdgeManifest,
	EdgePage,
	EdgeSegment,
} from '../../integration/src/edge/edge-manifest.js';
import { EMPTY_MANIFEST } from './edge-manifest.js';

export interface LargeManifestOptions {
	readonly pages: number;
	readonly segments: number;
	/** Of each page: the default and one for each of the first segments. */
	readonly variants: number;
}

/** The path of a page of a large site. */
export const largePath = (page: number) => `/section-${page % 7}/page-${page}/`;

/** The digest of what a page shows for a value of its column. */
export const largeBody = (page: number, value: number) =>
	createHash('sha256').update(`${page}:${value}`).digest('base64url');

/**
 * A site of many pages, with seven columns: each page reads one of them. Every segment has a rule on the query or on a cookie, and the first
 * ones are shown something of their own in each column. Every fifth segment is persisted.
 */
export function createLargeManifest(options: LargeManifestOptions): EdgeManifest {
	const columns = Array.from({ length: 7 }, (_, at) => at);
	const segments = Array.from({ length: options.segments }, (_, at): EdgeSegment => ({
		name: `segment-${at}`,
		when: {
			anyOf: [
				{ query: { [`utm_${at}`]: [`v${at}`, `mail-${at}*`] } },
				{ cookie: { [`plan_${at}`]: `level-${at}` } },
			],
		},
		...(at % 5 === 4 && { persist: 1_800_000 }),
	}));
	const chosen = [...segments.keys(), segments.length].map((at) =>
		columns.map(() => (at < options.variants - 1 ? at + 2 : 0)),
	);
	const decisions = { defaults: columns.map(() => 1), chosen };
	const pages = Array.from({ length: options.pages }, (_, page): EdgePage => ({
		file: `${largePath(page).slice(1)}index.html`,
		variants: Array.from({ length: options.variants }, (_unused, at) => ({
			body: largeBody(page, at + 1),
			reads: [page % columns.length, at + 1],
		})),
	}));
	return {
		...EMPTY_MANIFEST,
		diagnostics: true,
		consent: 'not-needed',
		segments: [...segments, { name: 'everyone' }],
		reads: columns.map((at) => ({ kind: 'experience' as const, name: `hero-${at}` })),
		decided: { desktop: decisions, mobile: decisions },
		pages,
	};
}

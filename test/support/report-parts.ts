import type {
	AudienceReport,
	PageReport,
	SegmentReport,
	VariantReport,
} from '../../integration/src/build/report-types.js';
import type { SeoReport } from '../../integration/src/build/seo/seo-types.js';

/** The aliases of a sample audience: `pro.d` and `pro.m`. */
export function onBothDevices(name: string): string[] {
	return [`${name}.d`, `${name}.m`];
}

/** A sample audience on both devices. */
export function audience(name: string, segments: readonly string[]): AudienceReport[] {
	return [
		{ alias: `${name}.d`, segments, device: 'desktop' },
		{ alias: `${name}.m`, segments, device: 'mobile' },
	];
}

/** A segment that was asked about, with the experiences that it decides. */
export function segment(
	name: string,
	desktop: readonly string[],
	mobile: readonly string[],
): SegmentReport {
	return {
		name,
		catchAll: false,
		decided: { desktop, mobile },
		fetchedAt: '2026-03-04T09:12:40.000Z',
	};
}

/** A page that reads what its variants read. */
export function page(path: string, variants: readonly VariantReport[]): PageReport {
	const reads = new Set(variants.flatMap((entry) => entry.reads.map(({ name }) => name)));
	return { path, reads: [...reads], variants, unanswered: [], renderMs: 12 * variants.length };
}

/** A variant that answers the audiences and read the values; its size and time are the same as every other's unless said. */
export function variant(
	digest: string,
	about: Partial<VariantReport>,
	audiences: readonly string[],
	reads: Readonly<Record<string, string>>,
): VariantReport {
	return {
		digest: digest.padEnd(64, '0'),
		isDefault: false,
		audiences,
		reads: Object.entries(reads).map(([name, value]) => ({ name, value })),
		bytes: 14_210,
		brotliBytes: 3_180,
		renderMs: 12.4,
		seo: seo(),
		...about,
	};
}

/** What search engines read of a variant: the same as every other unless said. */
export function seo(about: Partial<SeoReport> = {}): SeoReport {
	return {
		title: ['Fjell'],
		description: ['Shoes for hills.'],
		h1: ['Run further'],
		canonical: ['https://fjell.example/'],
		robots: [],
		hreflang: [],
		links: 24,
		structuredData: [],
		differences: [],
		undeclared: [],
		...about,
	};
}

import { DEVICES } from '../constants.js';
import { asksForAnything } from '../decisions/question.js';
import { isCatchAll } from '../definition/catch-all.js';
import type { ChooseDefinition } from '../definition/definition-types.js';
import type { PackWriter } from '../store/pack-writer.js';
import type { Read } from '../variants/reads.js';
import { aliasOf, keyOf, type PrerenderedAudience } from '../variants/audiences.js';
import type { BuildDecisions } from './decide-build.js';
import type { BuiltPage } from './render-variants.js';
import { reportPage } from './report-page.js';
import type {
	BuildReport,
	ExperienceReport,
	ReportWarning,
	SegmentReport,
} from './report-types.js';
import { warnOfSeo } from './seo/seo-warnings.js';

const SECONDS_A_MONTH = 30 * 24 * 3_600;

export interface ReportSource {
	readonly definition: ChooseDefinition;
	readonly decisions: BuildDecisions;
	readonly audiences: readonly PrerenderedAudience[];
	readonly pages: readonly BuiltPage[];
	readonly plainPages: number;
	readonly pack: Pick<PackWriter, 'sizeOf'>;
	readonly packBytes: number;
	/** Seconds. */
	readonly maxAge: number;
	/** Whether a server goes on asking between builds. */
	readonly isRefreshed: boolean;
	readonly renderMs: number;
	readonly builtAt: Date;
	readonly warnings: readonly ReportWarning[];
}

/** Sums a build up. */
export function createReport(source: ReportSource): BuildReport {
	const { definition, decisions, audiences, pages } = source;
	const shown = audiences.map((audience) => ({ ...audience, alias: aliasOf(audience) }));
	const variants = pages.flatMap((page) => page.variants);
	const pageReports = pages.map((page) => reportPage(page, shown, source.pack, decisions));
	const report = {
		version: 1 as const,
		builtAt: source.builtAt.toISOString(),
		decisions: decisions.origin,
		calls: {
			...decisions.calls,
			perMonth: source.isRefreshed ? callsPerMonth(definition, source.maxAge) : 0,
			maxAge: source.maxAge,
		},
		segments: definition.segments
			.filter((one) => !one.private)
			.map((one) => reportSegment(one, source)),
		experiences: reportExperiences(source),
		audiences: shown.map(({ alias, segments, device }) => ({
			alias,
			segments: segments.map(({ name }) => name),
			device,
		})),
		pages: pageReports,
		plainPages: source.plainPages,
		totals: {
			combinations: pageReports
				.flatMap((page) => page.variants)
				.reduce((sum, { audiences: answered }) => sum + answered.length, 0),
			variants: variants.length,
			takenOver: variants.filter(({ isTakenOver }) => isTakenOver).length,
			bodies: new Set(variants.map(({ body }) => body)).size,
			packBytes: source.packBytes,
			askMs: decisions.ms,
			renderMs: source.renderMs,
		},
	};
	const warnings = [...decisions.warnings, ...source.warnings, ...warnOfSeo(report)];
	return { ...report, warnings: withoutRepeats(warnings) };
}

function callsPerMonth(definition: ChooseDefinition, maxAge: number): number {
	if (!asksForAnything(definition)) return 0;
	return Math.round((SECONDS_A_MONTH / maxAge) * definition.segments.length * DEVICES.length);
}

function reportSegment(
	segment: ChooseDefinition['segments'][number],
	{ decisions }: ReportSource,
): SegmentReport {
	const decidedOn = (device: (typeof DEVICES)[number]) => {
		const { experiences, groups } = decisions.table.ofSegment(segment.name, device);
		return [
			...[...experiences].filter(([, { reason }]) => reason === 'choice').map(([name]) => name),
			...[...groups].filter(([, { entries }]) => entries.length > 0).map(([name]) => name),
		];
	};
	const fetched = decisions.snapshots
		.filter((one) => one.segment === segment.name)
		.map(({ fetchedAt }) => fetchedAt);
	return {
		name: segment.name,
		catchAll: isCatchAll(segment),
		decided: { desktop: decidedOn('desktop'), mobile: decidedOn('mobile') },
		fetchedAt: fetched.length === 0 ? undefined : new Date(Math.min(...fetched)).toISOString(),
	};
}

function reportExperiences({ definition, decisions, pages }: ReportSource): ExperienceReport[] {
	const readers = (kind: Read['kind'], name: string) =>
		pages.filter(({ variants }) =>
			variants.some(({ reads }) => reads.some((read) => read.kind === kind && read.name === name)),
		).length;
	const digests = (
		pick: (segment: string, device: (typeof DEVICES)[number]) => string | undefined,
	) =>
		new Set(
			definition.segments
				.filter((one) => !one.private)
				.flatMap(({ name }) => DEVICES.flatMap((device) => pick(name, device) ?? [])),
		).size;
	return [
		...Object.entries(definition.experiences).map(([name, { kind, per, seo }]) => ({
			name,
			kind,
			per,
			mayChangeSeo: seo === true,
			pages: readers('experience', name),
			payloads: digests((segment, device) => {
				const decision = decisions.table.ofSegment(segment, device).experiences.get(name);
				return decision?.reason === 'choice' ? decision.digest : undefined;
			}),
		})),
		...Object.entries(definition.groups).map(([name, { member }]) => ({
			name,
			kind: 'group',
			per: member.per,
			mayChangeSeo: member.seo === true,
			pages: readers('group', name),
			payloads: digests((segment, device) => {
				const group = decisions.table.ofSegment(segment, device).groups.get(name);
				return group !== undefined && group.entries.length > 0 ? group.digest : undefined;
			}),
		})),
	];
}

/** The audiences a report shows: those prerendered for every page, and the mixtures that got variants of their own. */
export function shownAudiences(
	prerendered: readonly PrerenderedAudience[],
	pages: readonly BuiltPage[],
): PrerenderedAudience[] {
	const shown = new Map(prerendered.map((audience) => [keyOf(audience), audience]));
	for (const { mixtures } of pages) {
		for (const mixture of mixtures) shown.set(keyOf(mixture), mixture);
	}
	return [...shown.values()];
}

function withoutRepeats(warnings: readonly ReportWarning[]): ReportWarning[] {
	return [...new Map(warnings.map((one) => [`${one.name} ${one.message}`, one])).values()];
}

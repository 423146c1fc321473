import type { BuildReport, ReportWarning } from '../report-types.js';
import { createAudienceNames } from '../reporters/audience-names.js';
import { cutMiddle } from '../reporters/text-width.js';
import { PART_LABELS, type SeoDifference, type UndeclaredChange } from './seo-types.js';

const NAMED_PAGES = 3;
const SHOWN_VALUES = 2;
const LONGEST_VALUE = 60;

interface Example {
	readonly path: string;
	readonly audiences: readonly string[];
	readonly changes: readonly UndeclaredChange[];
	readonly changedBy: readonly string[];
}

/** What changes that search engines read without being declared to: one warning for the pages that the same experiences change. */
export function warnOfSeo(
	report: Pick<BuildReport, 'pages' | 'audiences' | 'segments'>,
): ReportWarning[] {
	const nameAudiences = createAudienceNames(report);
	return [...groupByChangers(report.pages).values()].map(([example, ...others]) => {
		const { path, audiences, changes, changedBy } = example;
		const [line] = nameAudiences(audiences);
		const whom = line && ` for ${line.names[0] ?? ''} on ${line.device.toLowerCase()}`;
		const more = others.length === 0 ? '' : ` It does so on ${describePaths(others)} as well.`;
		return {
			name: 'SeoDiffers',
			message:
				`${describeChangers(changedBy)} changes what search engines read of ${path}${whom ?? ''}: ` +
				`${changes.map(describeChange).join(', ')}.${more} ${adviseOn(changedBy)}`,
		};
	});
}

function groupByChangers(
	pages: BuildReport['pages'],
): ReadonlyMap<string, readonly [Example, ...Example[]]> {
	const groups = new Map<string, [Example, ...Example[]]>();
	for (const { path, variants } of pages) {
		for (const { audiences, seo } of variants) {
			const byChangers = Map.groupBy(seo.undeclared, ({ changedBy }) => changedBy.join(', '));
			for (const [names, changes] of byChangers) {
				const example = { path, audiences, changes, changedBy: changes[0]?.changedBy ?? [] };
				const group = groups.get(names);
				if (group === undefined) groups.set(names, [example]);
				else if (group.every((one) => one.path !== path)) group.push(example);
			}
		}
	}
	return groups;
}

function describeChangers(names: readonly string[]): string {
	if (names.length === 0) return 'Something that is not declared';
	return names.map((name) => (name === 'device' ? 'the device' : name)).join(', ');
}

function describePaths(examples: readonly Example[]): string {
	const named = examples.slice(0, NAMED_PAGES).map(({ path }) => path);
	const more = examples.length - named.length;
	return more === 0 ? named.join(', ') : `${named.join(', ')} and ${more} more`;
}

function describeChange({ part, removed, added }: SeoDifference): string {
	const sides = [
		...(removed.length > 0 ? [`gone ${describeValues(removed)}`] : []),
		...(added.length > 0 ? [`new ${describeValues(added)}`] : []),
	];
	return `${PART_LABELS[part]} (${sides.join('; ')})`;
}

function describeValues(values: readonly string[]): string {
	const shown = values
		.slice(0, SHOWN_VALUES)
		.map((value) => cutMiddle(value, LONGEST_VALUE))
		.join(', ');
	return values.length > SHOWN_VALUES ? `${shown}, \u2026` : shown;
}

function adviseOn(names: readonly string[]): string {
	if (names.length === 0) return 'Make the page render the same each time.';
	if (names.every((name) => name === 'device')) {
		return 'Render the same for both devices, and let CSS hide what one of them does not need.';
	}
	return 'Declare seo: true on the experience that is meant to, or render the same whatever it decides.';
}

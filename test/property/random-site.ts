import { z } from 'astro/zod';
import fc from 'fast-check';
import type { Rendered } from '../../integration/src/rendering/rendered.js';
import type { VariedPage } from '../../integration/src/build/varied-page.js';
import {
	createDecisionTable,
	type DecisionTable,
} from '../../integration/src/decisions/decision-table.js';
import type { Snapshot } from '../../integration/src/decisions/snapshot.js';
import type {
	ChooseDefinition,
	Segment,
} from '../../integration/src/definition/definition-types.js';
import { experience } from '../../integration/src/definition/experiences.js';
import { localized } from '../../integration/src/definition/localized.js';
import { siteLocales, withSiteLocales } from '../../integration/src/definition/site-locales.js';
import { createAccessor, type ChooseAccessor } from '../../integration/src/rendering/accessor.js';
import { DEVICES } from '../../integration/src/constants.js';
import type { Device } from '../../integration/src/types.js';
import { createReadLog, type Outcome } from '../../integration/src/variants/reads.js';
import { definitionOf, text, texts } from '../support/definition.js';

const EXPERIENCES = ['one', 'two', 'three'] as const;
/** In the locale of the page, and in that of one it is rewritten to. */
const LOCALIZED = ['tip in en', 'tip in de'] as const;
const GROUPS = ['slots'] as const;

/** What a page does: read something, show it or not, and go on by what it saw. */
export type Program =
	| { readonly end: string }
	| {
			readonly read:
				| (typeof EXPERIENCES)[number]
				| (typeof LOCALIZED)[number]
				| (typeof GROUPS)[number]
				| 'device';
			readonly shows: boolean;
			/** The way on is chosen by the value. */
			readonly ways: readonly [Program, Program];
	  };

/** Pages with reads inside branches of reads. */
export const programs: fc.Arbitrary<Program> = fc.letrec<{ program: Program }>((tie) => ({
	program: fc.oneof(
		{ maxDepth: 5, depthSize: 'large' },
		fc.record({ end: fc.constantFrom('x', 'y') }),
		fc.record({
			read: fc.constantFrom(...EXPERIENCES, ...LOCALIZED, ...GROUPS, 'device' as const),
			shows: fc.boolean(),
			ways: fc.tuple(tie('program'), tie('program')),
		}),
	),
})).program;

/** A site's segments and what was chosen for each. */
export interface RandomSite {
	readonly definition: ChooseDefinition;
	readonly table: DecisionTable;
}

const choices = fc.record({
	experiences: fc.dictionary(
		fc.constantFrom(...EXPERIENCES),
		fc.constantFrom('a', 'b', 'c', 'default'),
		{
			noNullPrototype: true,
		},
	),
	tip: fc.option(
		fc.record(
			{ en: fc.constantFrom('a', 'b', 'default', 7), de: fc.constantFrom('a', 'b', 7) },
			{ requiredKeys: [], noNullPrototype: true },
		),
	),
	slots: fc.array(fc.constantFrom('p', 'q'), { maxLength: 2 }),
});

export const sites: fc.Arbitrary<RandomSite> = fc
	.record({
		segments: fc.array(
			fc.record({ persists: fc.boolean(), desktop: choices, mobile: fc.option(choices) }),
			{ minLength: 1, maxLength: 4 },
		),
		hasCatchAll: fc.boolean(),
	})
	.map(({ segments, hasCatchAll }) => {
		const last = segments.length - 1;
		const written = definitionOf({
			segments: Object.fromEntries(
				segments.map(({ persists }, index) => [
					`s${index}`,
					hasCatchAll && index === last
						? {}
						: {
								when: { cookie: { [`c${index}`]: true } },
								...(persists && { persist: '1h' }),
							},
				]),
			),
			experiences: {
				...Object.fromEntries(EXPERIENCES.map((name) => [name, text()])),
				tip: experience({
					per: 'segment',
					schema: localized(z.string()),
					default: { en: 'default', de: 'default' },
				}),
			},
			groups: Object.fromEntries(GROUPS.map((name) => [name, texts()])),
		});
		const locales = siteLocales({ locales: ['en', 'de'], defaultLocale: 'en' });
		const definition = withSiteLocales(written, locales);
		const snapshots = segments.flatMap((segment, index) =>
			DEVICES.map((device): Snapshot => {
				const { experiences, tip, slots } = segment[device] ?? segment.desktop;
				const members = slots.map((payload, place) => ({ name: `m${place}`, payload }));
				return {
					segment: `s${index}`,
					device,
					fetchedAt: 0,
					reply: {
						experiences: { ...experiences, tip },
						groups: members.length > 0 ? { slots: members } : {},
					},
				};
			}),
		);
		return { definition, table: createDecisionTable(definition, snapshots, () => undefined) };
	});

/** Every list of segments that some request can produce: by rules as declared, then persisted ones, then the one for everybody. */
export function possibleLists({ segments }: ChooseDefinition): Segment[][] {
	const catchAll = segments.filter((segment) => segment.when === undefined);
	const ruled = segments.filter((segment) => segment.when !== undefined);
	return subsets(ruled).flatMap((matched) =>
		subsets(ruled.filter((one) => one.persist !== undefined && !matched.includes(one))).map(
			(persisted) => [...matched, ...persisted, ...catchAll],
		),
	);
}

function subsets<T>(items: readonly T[]): T[][] {
	return items.reduce<T[][]>((sets, item) => [...sets, ...sets.map((set) => [...set, item])], [[]]);
}

/** What an outcome's rendering of a program is, fresh. */
export function renderFresh(program: Program, outcome: Outcome): Rendered {
	const log = createReadLog();
	const accessorIn = (locale: string) => createAccessor(outcome, log, () => locale);
	const bytes = Buffer.from(run(program, { en: accessorIn('en'), de: accessorIn('de') }));
	return {
		status: 200,
		statusText: 'OK',
		headers: new Headers(),
		bytes,
		reads: log.reads,
		setsCookie: false,
		ms: 0,
	};
}

type Accessors = Readonly<Record<'en' | 'de', ChooseAccessor>>;

function run(program: Program, choose: Accessors): string {
	if ('end' in program) return program.end;
	const value = JSON.stringify(readValue(program.read, choose));
	const [first, second] = program.ways;
	const isFirst =
		Array.from(value).reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 2 === 0;
	return `${program.shows ? value : ''}${run(isFirst ? first : second, choose)}`;
}

function readValue(read: Exclude<Program, { end: string }>['read'], choose: Accessors): unknown {
	if (read === 'tip in de') return choose.de.get('tip');
	if (read === 'tip in en') return choose.en.get('tip');
	if (read === 'device') return choose.en.device;
	return read === 'slots' ? choose.en.group(read) : choose.en.get(read);
}

/** A program as a page of a build, and how often it was rendered. */
export function pageOf(
	program: Program,
	{ table }: RandomSite,
): { readonly page: VariedPage; readonly renders: Outcome[] } {
	const renders: Outcome[] = [];
	const defaults = { decisions: table.defaults, device: 'desktop' as Device };
	return {
		renders,
		page: {
			path: '/',
			request: { url: 'http://localhost/', route: '/', component: 'index.astro', type: 'page' },
			original: renderFresh(program, defaults),
			render: (outcome) => {
				renders.push(outcome);
				return Promise.resolve(renderFresh(program, outcome));
			},
		},
	};
}

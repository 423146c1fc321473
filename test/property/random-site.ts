import fc from 'fast-check';
import type { Rendered } from '../../integration/src/build/rendered.js';
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
import { createAccessor, type ChooseAccessor } from '../../integration/src/rendering/accessor.js';
import { DEVICES } from '../../integration/src/constants.js';
import type { Device } from '../../integration/src/types.js';
import { createReadLog, type Outcome } from '../../integration/src/variants/reads.js';
import { definitionOf, text, texts } from '../support/definition.js';

const EXPERIENCES = ['one', 'two', 'three'] as const;
const GROUPS = ['slots'] as const;

/** What a page does: read something, show it or not, and go on by what it saw. */
export type Program =
	| { readonly end: string }
	| {
			readonly read: (typeof EXPERIENCES)[number] | (typeof GROUPS)[number] | 'device';
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
			read: fc.constantFrom(...EXPERIENCES, ...GROUPS, 'device' as const),
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
		const definition = definitionOf({
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
			experiences: Object.fromEntries(EXPERIENCES.map((name) => [name, text()])),
			groups: Object.fromEntries(GROUPS.map((name) => [name, texts()])),
		});
		const snapshots = segments.flatMap((segment, index) =>
			DEVICES.map((device): Snapshot => {
				const { experiences, slots } = segment[device] ?? segment.desktop;
				const members = slots.map((payload, place) => ({ name: `m${place}`, payload }));
				return {
					segment: `s${index}`,
					device,
					fetchedAt: 0,
					reply: { experiences, groups: members.length > 0 ? { slots: members } : {} },
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
	const bytes = Buffer.from(run(program, createAccessor(outcome, log)));
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

function run(program: Program, choose: ChooseAccessor): string {
	if ('end' in program) return program.end;
	const value = JSON.stringify(readValue(program.read, choose));
	const [first, second] = program.ways;
	const isFirst =
		Array.from(value).reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 2 === 0;
	return `${program.shows ? value : ''}${run(isFirst ? first : second, choose)}`;
}

function readValue(
	read: Exclude<Program, { end: string }>['read'],
	choose: ChooseAccessor,
): unknown {
	if (read === 'device') return choose.device;
	return read === 'slots' ? choose.group(read) : choose.get(read);
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

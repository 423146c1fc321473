import { describe, expect, it } from 'vitest';
import { listMixtures } from '../../../integration/src/build/mixtures.js';
import { listAudiences } from '../../../integration/src/variants/audiences.js';
import { createDecisionTable } from '../../../integration/src/decisions/decision-table.js';
import {
	definitionOf,
	text,
	type WrittenDefinition,
	type WrittenSegment,
} from '../../support/definition.js';
import { replyOf, type Payloads } from './fake-choose.js';

const READS = [
	{ kind: 'experience', name: 'one' },
	{ kind: 'experience', name: 'two' },
] as const;

/** A site whose segments chose these payloads on a desktop. */
function siteOf(
	segments: NonNullable<WrittenDefinition['segments']>,
	chosen: Readonly<Record<string, Payloads>> = {},
) {
	const definition = definitionOf({ segments, experiences: { one: text(), two: text() } });
	const snapshots = Object.entries(chosen).map(([segment, experiences]) => ({
		segment,
		device: 'desktop' as const,
		fetchedAt: 0,
		reply: replyOf(experiences),
	}));
	return { definition, table: createDecisionTable(definition, snapshots, () => undefined) };
}

const shown = ({ segments, device }: ReturnType<typeof listAudiences>[number]) =>
	`${segments.map(({ name }) => name).join('+')} on ${device}`;

function mixturesOf(...site: Parameters<typeof siteOf>) {
	const { definition, table } = siteOf(...site);
	const { mixtures, complete } = listMixtures(definition.segments, table, READS);
	const onDesktop = mixtures.filter(({ device }) => device === 'desktop');
	return { mixtures: onDesktop.map((one) => shown(one).replace(' on desktop', '')), complete };
}

const rule: WrittenSegment = { when: { cookie: { x: true } } };

describe('the audiences that every page is rendered for', () => {
	it('are the default and each segment alone, everybody behind it, on each device', () => {
		const { definition, table } = siteOf({ a: rule, named: { when: false }, everyone: {} });
		expect(listAudiences(definition.segments, table).map(shown)).toEqual([
			' on desktop',
			' on mobile',
			'a+everyone on desktop',
			'a+everyone on mobile',
			'named+everyone on desktop',
			'named+everyone on mobile',
			'everyone on desktop',
			'everyone on mobile',
		]);
	});

	it('have no private segment in them', () => {
		const { definition, table } = siteOf({ a: rule, staff: { private: true } });
		expect(listAudiences(definition.segments, table).map(shown)).toEqual([
			' on desktop',
			' on mobile',
			'a on desktop',
			'a on mobile',
		]);
	});

	it('know what they are shown', () => {
		const { definition, table } = siteOf({ a: rule }, { a: { one: 'a' } });
		const [nobody, , a] = listAudiences(definition.segments, table);
		const payloads = [nobody, a].map(
			(one) => one?.outcome.decisions.experiences.get('one')?.payload,
		);
		expect(payloads).toEqual(['default', 'a']);
	});
});

describe('mixtures of segments', () => {
	it('are those with a new outcome', () => {
		const chosen = { a: { one: 'a' }, b: { two: 'b' } };
		expect(mixturesOf({ a: rule, b: rule }, chosen).mixtures).toEqual(['', 'b', 'a', 'a+b']);
	});

	it('are none where the first segment decides everything', () => {
		const chosen = { a: { one: 'a', two: 'a' }, b: { one: 'b', two: 'b' } };
		expect(mixturesOf({ a: rule, b: rule }, chosen).mixtures).toEqual(['', 'b', 'a']);
	});

	it('are none of segments that decide the same', () => {
		const chosen = { a: { one: 'x' }, b: { one: 'x' }, c: { one: 'x' } };
		expect(mixturesOf({ a: rule, b: rule, c: rule }, chosen).mixtures).toHaveLength(2);
	});

	it('are none of what is not read', () => {
		const { definition, table } = siteOf(
			{ a: rule, b: rule },
			{ a: { one: 'a' }, b: { two: 'b' } },
		);
		const { mixtures } = listMixtures(definition.segments, table, [READS[0]]);
		expect(mixtures.map(shown)).toEqual([' on desktop', ' on mobile', 'a on desktop']);
	});

	it('have everybody behind them, and nothing private in them', () => {
		const chosen = { a: { one: 'a' }, staff: { two: 'secret' }, everyone: { two: 'all' } };
		const segments = { a: rule, staff: { private: true }, everyone: {} };
		expect(mixturesOf(segments, chosen).mixtures).toEqual(['everyone', 'a+everyone']);
	});

	it('have a persisted segment behind those of the request too', () => {
		const chosen = { a: { one: 'a' }, b: { one: 'b', two: 'b' } };
		const persisted = { a: { ...rule, persist: '1h' }, b: rule };
		expect(mixturesOf({ a: rule, b: rule }, chosen).mixtures).toEqual(['', 'b', 'a', 'a+b']);
		expect(mixturesOf(persisted, chosen).mixtures).toEqual(['', 'a', 'b', 'a+b']);
	});

	it('that only persistence can make are found', () => {
		const chosen = { a: { one: 'a', two: 'a' }, b: { one: 'b' } };
		const segments = { a: { ...rule, persist: '1h' }, b: rule };
		expect(mixturesOf(segments, chosen).mixtures).toContain('b+a');
		expect(mixturesOf({ a: rule, b: rule }, chosen).mixtures).not.toContain('b+a');
	});

	it('of many segments that decide the same few things are few', () => {
		const names = Array.from({ length: 40 }, (_, index) => `s${index}`);
		const segments = Object.fromEntries(names.map((name) => [name, rule] as const));
		const chosen = Object.fromEntries(
			names.map(
				(name, index) => [name, index % 2 ? { one: `${index % 3}` } : { two: 'x' }] as const,
			),
		);
		const { mixtures, complete } = mixturesOf(segments, chosen);
		expect([mixtures.length, complete]).toEqual([8, true]);
	});

	it('that are too many are given up, and said to be incomplete', () => {
		const names = Array.from({ length: 14 }, (_, index) => `s${index}`);
		const experiences = Object.fromEntries(names.map((name) => [name, text()] as const));
		const definition = definitionOf({
			segments: Object.fromEntries(names.map((name) => [name, rule] as const)),
			experiences,
		});
		const snapshots = names.map((name) => ({
			segment: name,
			device: 'desktop' as const,
			fetchedAt: 0,
			reply: replyOf({ [name]: 'chosen' }),
		}));
		const table = createDecisionTable(definition, snapshots, () => undefined);
		const reads = names.map((name) => ({ kind: 'experience' as const, name }));
		const { mixtures, complete } = listMixtures(definition.segments, table, reads);
		expect(complete).toBe(false);
		expect(mixtures.length).toBeLessThanOrEqual(5_000 + 2);
	});
});

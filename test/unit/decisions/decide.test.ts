import { z } from 'astro/zod';
import { describe, expect, it } from 'vitest';
import type { Reply } from '../../../integration/src/choose/choose-types.js';
import { decide, decideDefaults } from '../../../integration/src/decisions/decide.js';
import type { Refusal } from '../../../integration/src/decisions/decision-types.js';
import { experience, headline, group } from '../../../integration/src/definition/experiences.js';
import type { ExperienceDefinition } from '../../../integration/src/definition/experience-types.js';
import { definitionOf, text, texts } from '../../support/definition.js';

/** What is decided when a reply brings this for the only experience, and what was refused. */
function decideOne(one: ExperienceDefinition, experiences: Readonly<Record<string, unknown>>) {
	const refusals: Refusal[] = [];
	const definition = definitionOf({ experiences: { one, other: text() } });
	const decisions = decide(definition, { experiences, groups: {} }, (refusal) => {
		refusals.push(refusal);
	});
	return {
		one: decisions.experiences.get('one'),
		other: decisions.experiences.get('other'),
		refusals,
	};
}

/** What is decided when a reply brings these members of the only group. */
function decideGroup(member: ExperienceDefinition, payloads: readonly unknown[] | undefined) {
	const refusals: Refusal[] = [];
	const definition = definitionOf({ groups: { slots: group(member) } });
	const members = payloads?.map((payload, index) => ({ name: `m${index}`, payload }));
	const groups: Reply['groups'] = members === undefined ? {} : { slots: members };
	const decisions = decide(definition, { experiences: {}, groups }, (refusal) =>
		refusals.push(refusal),
	);
	return { group: decisions.groups.get('slots'), refusals };
}

const absent = { reason: 'default', why: 'absent' };

describe('an experience', () => {
	it('takes the payload that was chosen', () => {
		expect(decideOne(text(), { one: 'chosen' })).toMatchObject({
			one: { payload: 'chosen', reason: 'choice' },
			other: { payload: 'default', ...absent },
			refusals: [],
		});
	});

	it.each([
		['it is absent', {}],
		['its payload is null', { one: null }],
		['only an experience that is not declared is there', { unknown: 'x' }],
	])('is its default when %s', (_when, experiences) => {
		expect(decideOne(text(), experiences)).toMatchObject({
			one: { payload: 'default', ...absent },
			refusals: [],
		});
	});

	it.each([
		['false', z.boolean(), true, false],
		['zero', z.number(), 1, 0],
		['an empty text', z.string(), 'x', ''],
		['an empty list', z.array(z.string()), ['x'], []],
	])('takes %s, which is a choice', (_what, schema, fallback, chosen) => {
		const one = experience({ per: 'segment', schema: schema as z.ZodType, default: fallback });
		expect(decideOne(one, { one: chosen }).one).toMatchObject({
			payload: chosen,
			reason: 'choice',
		});
	});

	it('that does not fit costs itself only, and is told with its place', () => {
		const one = headline({ per: 'segment', default: { headline: 'Run' } });
		const chosen = { headline: 'x', cta: { label: 'Go', href: 'javascript:x' } };
		expect(decideOne(one, { one: chosen, other: 'chosen' })).toEqual({
			one: expect.objectContaining({
				payload: { headline: 'Run' },
				reason: 'default',
				why: 'invalid',
			}) as unknown,
			other: expect.objectContaining({ payload: 'chosen', reason: 'choice' }) as unknown,
			refusals: [
				{
					experience: 'one',
					path: 'cta.href',
					expected: 'an http or https URL, or a path',
					found: '"javascript:x"',
				},
			],
		});
	});

	it.each<[string, z.ZodType, string, RegExp]>([
		['throws', z.string().transform((json): unknown => JSON.parse(json)), '{', /^SyntaxError/],
		['makes a bigint', z.string().transform(BigInt), '1', /JSON/],
		['makes a set', z.string().transform((id) => new Set([id])), 'x', /JSON/],
		['makes a date', z.string().transform((day) => new Date(day)), '2026-01-01', /JSON/],
		['makes bytes', z.string().transform((text) => Buffer.from(text)), 'x', /JSON/],
		['makes NaN', z.string().transform(Number), 'x', /JSON/],
	])('whose schema %s costs itself only', (_how, schema, chosen, found) => {
		const one = {
			kind: 'custom',
			per: 'segment',
			schema: z.union([schema, z.null()]),
			default: null,
		} as const;
		const { one: decided, other, refusals } = decideOne(one, { one: chosen, other: 'chosen' });
		expect([decided, other]).toMatchObject([
			{ payload: null, why: 'invalid' },
			{ payload: 'chosen' },
		]);
		expect(refusals).toMatchObject([
			{ experience: 'one', found: expect.stringMatching(found) as string },
		]);
	});

	it('per visitor is off, whatever arrives', () => {
		expect(decideOne(text('default', 'visitor'), { one: 'chosen' })).toMatchObject({
			one: { payload: 'default', reason: 'default', why: 'off' },
			refusals: [],
		});
	});

	it('is completed by its schema, its default too', () => {
		const schema = z.object({ code: z.string(), until: z.number().default(7) });
		const one = experience({ per: 'segment', schema, default: { code: 'x' } });
		expect(decideOne(one, {}).one?.payload).toEqual({ code: 'x', until: 7 });
		expect(decideOne(one, { one: { code: 'y', more: 1 } }).one?.payload).toEqual({
			code: 'y',
			until: 7,
		});
	});

	it('that was chosen just as its default has the digest of the default', () => {
		expect(decideOne(text(), { one: 'default' }).one?.digest).toBe(
			decideOne(text(), {}).one?.digest,
		);
	});

	it('is frozen through and through, chosen or not', () => {
		const schema = z.object({ list: z.array(z.object({ name: z.string() })) });
		const one = experience({ per: 'segment', schema, default: { list: [{ name: 'x' }] } });
		for (const experiences of [{}, { one: { list: [{ name: 'y' }] } }]) {
			const payload = schema.parse(decideOne(one, experiences).one?.payload);
			expect(payload.list).toHaveLength(1);
			const decided = decideOne(one, experiences).one?.payload as typeof payload;
			expect([decided, decided.list, decided.list[0]].every(Object.isFrozen)).toBe(true);
		}
	});

	it('may be named like the properties of every object', () => {
		const names = ['constructor', 'toString'];
		const definition = definitionOf({
			experiences: Object.fromEntries(names.map((name) => [name, text()])),
			groups: Object.fromEntries(names.map((name) => [name, texts()])),
		});
		const { experiences, groups } = decide(
			definition,
			{ experiences: {}, groups: {} },
			() => undefined,
		);
		for (const name of names) {
			expect(experiences.get(name)).toMatchObject({ payload: 'default', ...absent });
			expect(groups.get(name)?.entries).toEqual([]);
		}
	});
});

describe('a group', () => {
	it('has every choice that arrived, in the order of the reply', () => {
		expect(decideGroup(text(), ['b', 'a']).group?.entries).toEqual([
			{ name: 'm0', payload: 'b' },
			{ name: 'm1', payload: 'a' },
		]);
	});

	it.each([[undefined], [[]]])('is empty when %j arrived', (payloads) => {
		expect(decideGroup(text(), payloads).group?.entries).toEqual([]);
	});

	it('has the default in place of a member that is null or does not fit', () => {
		const { group: decided, refusals } = decideGroup(text(), ['a', null, 7]);
		expect(decided?.entries.map(({ payload }) => payload)).toEqual(['a', 'default', 'default']);
		expect(refusals).toEqual([
			{ experience: 'slots/m2', path: '', expected: 'a value of type string', found: '7' },
		]);
	});

	it('has another digest for other payloads, names or order', () => {
		const digests = [['a', 'b'], ['b', 'a'], ['a'], []].map(
			(payloads) => decideGroup(text(), payloads).group?.digest,
		);
		expect(new Set(digests).size).toBe(4);
	});

	it('per visitor is empty', () => {
		expect(decideGroup(text('default', 'visitor'), ['a']).group?.entries).toEqual([]);
	});

	it('is frozen through and through', () => {
		const entries = decideGroup(text(), ['a']).group!.entries;
		expect([entries, entries[0]].every(Object.isFrozen)).toBe(true);
	});
});

describe('when nothing is chosen', () => {
	const definition = definitionOf({
		experiences: { one: text(), test: text('tested', 'visitor') },
		groups: { slots: texts() },
	});

	it.each(['absent', 'unavailable'] as const)('everything is its default, %s', (why) => {
		const { experiences, groups } = decideDefaults(definition, why);
		expect([...experiences]).toMatchObject([
			['one', { payload: 'default', reason: 'default', why }],
			['test', { payload: 'tested', reason: 'default', why: 'off' }],
		]);
		expect(groups.get('slots')?.entries).toEqual([]);
	});

	it('digests are those of an empty reply', () => {
		const decided = decide(definition, { experiences: {}, groups: {} }, () => undefined);
		const digestsOf = ({ experiences, groups }: typeof decided) =>
			[...experiences.values(), ...groups.values()].map(({ digest }) => digest);
		expect(digestsOf(decideDefaults(definition, 'unavailable'))).toEqual(digestsOf(decided));
	});
});

it('gives what expired its default, and its group no entries', () => {
	const definition = definitionOf({
		experiences: { price: text('ask us'), hero: text() },
		groups: { slots: texts(), teasers: texts() },
	});
	const members = [{ name: 'm', payload: 'chosen' }];
	const decisions = decide(
		definition,
		{
			experiences: { price: '10', hero: 'chosen' },
			groups: { slots: members, teasers: members },
		},
		() => {},
		['price', 'slots'],
	);
	expect(decisions.experiences.get('price')).toMatchObject({
		payload: 'ask us',
		reason: 'default',
		why: 'unavailable',
	});
	expect(decisions.experiences.get('hero')).toMatchObject({ payload: 'chosen' });
	expect(decisions.groups.get('slots')?.entries).toEqual([]);
	expect(decisions.groups.get('teasers')?.entries).toEqual(members);
});

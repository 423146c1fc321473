import { z } from 'astro/zod';
import { describe, expect, it } from 'vitest';
import {
	experience,
	flags,
	group,
	productList,
} from '../../../integration/src/definition/experiences.js';
import { definitionOf } from '../../support/definition.js';
import { GOOD, hero, mistake, mistyped, problemsWith, withExperiences } from './written.js';

const NAME_IN_INTEMPT =
	'Use the name exactly as it stands in Intempt; Choose refuses a whole request for one bad name.';
const CORRECT_DEFAULT =
	'Correct the default: it is what visitors see whenever there is no valid choice.';

describe('an experience', () => {
	it.each([
		mistake('a name with a space', withExperiences({ 'home hero': hero }), [
			'InvalidName',
			'experiences.home hero',
			'letters, digits, "_" and "-"',
			'"home hero"',
			NAME_IN_INTEMPT,
		]),
		mistake('no name', withExperiences({ '': hero }), [
			'InvalidName',
			'experiences.',
			'letters, digits, "_" and "-"',
			'""',
			NAME_IN_INTEMPT,
		]),
		mistake('a name with a dot, as a group', { ...GOOD, groups: { 'home.slots': group(hero) } }, [
			'InvalidName',
			'groups.home.slots',
			'letters, digits, "_" and "-"',
			'"home.slots"',
			NAME_IN_INTEMPT,
		]),
		mistake('an unknown key', withExperiences({ hero: { ...hero, ttl: 60 } }), [
			'UnknownKey',
			'experiences.hero.ttl',
			'a documented key',
			'"ttl"',
			'Remove experiences.hero.ttl or correct its spelling.',
		]),
		mistake(
			'`seo` that is neither true nor false',
			withExperiences({ hero: { ...hero, seo: 'yes' } }),
			[
				'InvalidValue',
				'experiences.hero.seo',
				'a value of type boolean',
				'"yes"',
				'Correct experiences.hero.seo.',
			],
		),
		mistake(
			'`staleIfError` in another unit than seconds',
			withExperiences({ hero: { ...hero, staleIfError: '10m' } }),
			[
				'InvalidValue',
				'experiences.hero.staleIfError',
				'a value of type number',
				'"10m"',
				'Correct experiences.hero.staleIfError.',
			],
		),
		mistake('no `per`', withExperiences({ hero: mistyped({ default: { headline: 'x' } }) }), [
			'MissingPer',
			'experiences.hero.per',
			"'segment' or 'visitor'",
			'nothing',
			"Set experiences.hero.per to 'segment' (everybody in a segment sees the same) or 'visitor' (an A/B test).",
		]),
		mistake(
			'another `per`, in a group',
			{
				...GOOD,
				groups: { slots: { member: mistyped({ per: 'page', default: { headline: 'x' } }) } },
			},
			[
				'MissingPer',
				'groups.slots.member.per',
				"'segment' or 'visitor'",
				'"page"',
				"Set groups.slots.member.per to 'segment' (everybody in a segment sees the same) or 'visitor' (an A/B test).",
			],
		),
		mistake('no default', withExperiences({ hero: mistyped({ per: 'segment' }) }), [
			'InvalidValue',
			'experiences.hero.default',
			'a value',
			'nothing',
			'Correct experiences.hero.default.',
		]),
		mistake(
			'no default, as flags',
			withExperiences({
				checkout: Reflect.apply(flags, undefined, [{ per: 'segment' }]) as unknown,
			}),
			[
				'InvalidValue',
				'experiences.checkout.default',
				'a value',
				'nothing',
				'Correct experiences.checkout.default.',
			],
		),
		mistake(
			'a schema that is none',
			withExperiences({ hero: { kind: 'custom', per: 'segment', schema: {}, default: 1 } }),
			[
				'InvalidValue',
				'experiences.hero.schema',
				'a zod schema',
				'{}',
				'Correct experiences.hero.schema.',
			],
		),
		mistake(
			'a default that does not fit',
			withExperiences({
				offers: productList({
					per: 'segment',
					default: { label: 'Offers', products: [{ title: 'Shoe', href: 'javascript:alert(1)' }] },
				}),
			}),
			[
				'DefaultDoesNotFit',
				'experiences.offers.default',
				'an http or https URL, or a path at products[0].href',
				'"javascript:alert(1)"',
				CORRECT_DEFAULT,
			],
		),
		mistake(
			'a default that does not fit, in a group',
			{ ...GOOD, groups: { slots: group({ ...hero, default: { headline: 7 } }) } },
			[
				'DefaultDoesNotFit',
				'groups.slots.member.default',
				'a value of type string at headline',
				'7',
				CORRECT_DEFAULT,
			],
		),
		mistake(
			'a schema that throws on its default',
			withExperiences({
				code: experience({
					per: 'segment',
					schema: z.string().transform((text): unknown => JSON.parse(text)),
					default: '{',
				}),
			}),
			[
				'DefaultDoesNotFit',
				'experiences.code.default',
				'a payload that the schema reads at once, and makes JSON of',
				expect.stringMatching(/^SyntaxError: /),
				CORRECT_DEFAULT,
			],
		),
		mistake(
			'a schema that has to wait',
			withExperiences({
				code: experience({
					per: 'segment',
					schema: z.string().refine(() => Promise.resolve(true)),
					default: 'x',
				}),
			}),
			[
				'DefaultDoesNotFit',
				'experiences.code.default',
				'a payload that the schema reads at once, and makes JSON of',
				expect.stringContaining('Promise'),
				CORRECT_DEFAULT,
			],
		),
		mistake(
			'a schema that makes no JSON',
			withExperiences({
				big: experience({ per: 'segment', schema: z.coerce.bigint(), default: '1' }),
			}),
			[
				'DefaultDoesNotFit',
				'experiences.big.default',
				'a payload that the schema reads at once, and makes JSON of',
				expect.stringMatching(/^TypeError: .*JSON/),
				CORRECT_DEFAULT,
			],
		),
	])('may not have %s', (_what, written, problem) => {
		expect(problemsWith(written)).toEqual([problem]);
	});

	it.each([
		[
			'circular',
			Object.assign(Object.create(null) as object, {
				get self() {
					return this;
				},
			}),
		],
		['an object with a bigint', { big: 1n }],
		['a symbol', Symbol('s')],
		['a function', () => 1],
		['enormous', 'x'.repeat(10_000)],
	])('with a default that is %s can be described', (_what, value) => {
		const refuseAll = z.custom<unknown>(() => false, { error: 'something else' });
		const odd = experience({ per: 'segment', schema: refuseAll, default: value });
		const [problem, ...others] = problemsWith(withExperiences({ odd }));
		expect(others).toEqual([]);
		expect(problem).toMatchObject({ name: 'DefaultDoesNotFit', expected: 'something else' });
		expect(problem?.found).toMatch(/^.{3,80}$/);
	});
});

it('keeps of each kind that it may change what search engines read', () => {
	const products = productList({ per: 'segment', seo: true, default: { label: '', products: [] } });
	const layout = flags({ per: 'segment', seo: true, default: { wide: false } });
	const code = experience({ per: 'segment', seo: true, schema: z.string(), default: '' });
	const definition = definitionOf({
		experiences: { products, layout, code },
		groups: { slots: group(code) },
	});
	const { experiences, groups } = definition;
	expect([...Object.values(experiences), groups.slots?.member].map((one) => one?.seo)).toEqual([
		true,
		true,
		true,
		true,
	]);
});

it('keeps of an experience and of a group how old their decisions may be', () => {
	const price = flags({ per: 'segment', staleIfError: 60, default: { wide: false } });
	const definition = definitionOf({ experiences: { price }, groups: { slots: group(price) } });
	expect(definition.experiences.price?.staleIfError).toBe(60);
	expect(definition.groups.slots?.member.staleIfError).toBe(60);
});

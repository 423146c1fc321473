import { z } from 'astro/zod';
import { describe, expect, it } from 'vitest';
import { defineChoose } from '../../../integration/src/definition/define-choose.js';
import {
	experience,
	flags,
	group,
	headline,
	productList,
} from '../../../integration/src/definition/experiences.js';
import { ChooseError, type Problem } from '../../../integration/src/errors.js';
import { problemsIn } from '../../support/errors.js';

const when = { cookie: { plan: 'pro' } };
const hero = headline({ per: 'segment', default: { headline: 'Run further' } });
const GOOD = { segments: { pro: { profile: { userId: 'p' }, when } }, experiences: { hero } };

/** What `defineChoose` finds wrong with something that no editor would let through. */
function problemsWith(written: unknown): readonly Problem[] {
	return problemsIn(() => Reflect.apply(defineChoose, undefined, [written]));
}

const segments = (written: Readonly<Record<string, unknown>>) => ({ ...GOOD, segments: written });
const profile = (written: unknown) => segments({ pro: { profile: written, when } });
const rule = (written: unknown) => segments({ pro: { profile: { userId: 'p' }, when: written } });
const experiences = (written: Readonly<Record<string, unknown>>) => ({
	...GOOD,
	experiences: written,
});
/** An experience as somebody writes it who has forgotten or mistyped something. */
const mistyped = (written: object): unknown => ({
	kind: 'headline',
	schema: hero.schema,
	...written,
});

describe('definitions', () => {
	it('are taken in the declared order, completed', () => {
		const definition = defineChoose({
			segments: {
				acme: { profile: { userId: 'a' }, when: { host: 'acme.example.com' } },
				pro: {
					profile: [{ userId: 'p' }, { sourceId: '1575686747310551000', profileId: 'w' }],
					when,
					persist: '30m',
				},
				staff: { profile: { userId: 's' }, private: true },
				named: { profile: { userId: 'n' }, when: false },
				everyone: { profile: { userId: 'e' } },
			},
			experiences: { hero },
			visitor: { consent: 'not-needed' },
			device: { header: 'CF-Device-Type', mobile: 'mobile' },
		});
		expect(definition.segments).toEqual([
			{
				name: 'acme',
				profiles: [{ userId: 'a' }],
				when: { host: 'acme.example.com' },
				persist: undefined,
				private: false,
			},
			{
				name: 'pro',
				profiles: [{ userId: 'p' }, { sourceId: '1575686747310551000', profileId: 'w' }],
				when,
				persist: 1_800_000,
				private: false,
			},
			{
				name: 'staff',
				profiles: [{ userId: 's' }],
				when: false,
				persist: undefined,
				private: true,
			},
			{
				name: 'named',
				profiles: [{ userId: 'n' }],
				when: false,
				persist: undefined,
				private: false,
			},
			{
				name: 'everyone',
				profiles: [{ userId: 'e' }],
				when: undefined,
				persist: undefined,
				private: false,
			},
		]);
		expect(definition).toMatchObject({
			experiences: { hero },
			groups: {},
			device: { header: 'cf-device-type', mobile: ['mobile'] },
		});
	});

	it('keep a sourceId digit for digit', () => {
		const sourceId = '9007199254740993001';
		const { segments: declared } = defineChoose({
			segments: { pro: { profile: { sourceId, profileId: 'p' }, when } },
			experiences: {},
		});
		expect(declared[0]?.profiles).toEqual([{ sourceId, profileId: 'p' }]);
	});

	it.each([
		['45s', 45_000],
		['30m', 1_800_000],
		['12h', 43_200_000],
		['7d', 604_800_000],
	])('persist for %s', (persist, milliseconds) => {
		const { segments: declared } = defineChoose({
			segments: { pro: { profile: { userId: 'p' }, when, persist } },
			experiences: {},
			visitor: { consent: () => true },
		});
		expect(declared[0]?.persist).toBe(milliseconds);
	});
});

const NAMED: readonly {
	readonly mistake: string;
	readonly written: unknown;
	readonly problem: Problem;
}[] = [
	{
		mistake: 'an unknown key',
		written: { ...GOOD, audiences: {} },
		problem: {
			name: 'UnknownKey',
			path: 'audiences',
			expected: 'a documented key',
			found: '"audiences"',
			hint: 'Remove audiences or correct its spelling.',
		},
	},
	{
		mistake: 'an unknown key of a segment',
		written: segments({ pro: { profile: { userId: 'p' }, wen: {} } }),
		problem: {
			name: 'UnknownKey',
			path: 'segments.pro.wen',
			expected: 'a documented key',
			found: '"wen"',
			hint: 'Remove segments.pro.wen or correct its spelling.',
		},
	},
	{
		mistake: 'an unknown condition',
		written: rule({ cokie: { plan: 'pro' } }),
		problem: {
			name: 'UnknownKey',
			path: 'segments.pro.when.cokie',
			expected: 'a documented key',
			found: '"cokie"',
			hint: 'Remove segments.pro.when.cokie or correct its spelling.',
		},
	},
	{
		mistake: 'an unknown condition inside others',
		written: rule({ anyOf: [when, { not: { hosts: 'x' } }] }),
		problem: {
			name: 'UnknownKey',
			path: 'segments.pro.when.anyOf[1].not.hosts',
			expected: 'a documented key',
			found: '"hosts"',
			hint: 'Remove segments.pro.when.anyOf[1].not.hosts or correct its spelling.',
		},
	},
	{
		mistake: 'a bad name of an experience',
		written: experiences({ 'home hero': hero }),
		problem: {
			name: 'InvalidName',
			path: 'experiences.home hero',
			expected: 'letters, digits, "_" and "-"',
			found: '"home hero"',
			hint: 'Use the name exactly as it stands in Intempt; Choose refuses a whole request for one bad name.',
		},
	},
	{
		mistake: 'a bad name of a group',
		written: { ...GOOD, groups: { 'home.slots': group(hero) } },
		problem: {
			name: 'InvalidName',
			path: 'groups.home.slots',
			expected: 'letters, digits, "_" and "-"',
			found: '"home.slots"',
			hint: 'Use the name exactly as it stands in Intempt; Choose refuses a whole request for one bad name.',
		},
	},
	{
		mistake: 'a segment that begins with a digit',
		written: segments({ '2nd': { profile: { userId: 'p' }, when } }),
		problem: {
			name: 'InvalidName',
			path: 'segments.2nd',
			expected: 'a letter, then letters, digits, "_" and "-"',
			found: '"2nd"',
			hint: 'Rename the segment; its name is yours alone, Intempt does not know it.',
		},
	},
	{
		mistake: 'a sourceId that is a number',
		// eslint-disable-next-line no-loss-of-precision, @typescript-eslint/no-loss-of-precision -- the mistake itself
		written: profile({ sourceId: 1575686747310551001, profileId: 'p' }),
		problem: {
			name: 'NumericSourceId',
			path: 'segments.pro.profile.sourceId',
			expected: 'a string of digits',
			found: '1575686747310551000',
			hint: 'Put quotes around the sourceId: as a number it is rounded, and addresses another source.',
		},
	},
	{
		mistake: 'the sourceId of a witness that is a bigint',
		written: profile([{ userId: 'p' }, { sourceId: 1575686747310551001n, profileId: 'p' }]),
		problem: {
			name: 'NumericSourceId',
			path: 'segments.pro.profile[1].sourceId',
			expected: 'a string of digits',
			found: '1575686747310551001n',
			hint: 'Put quotes around the sourceId: as a number it is rounded, and addresses another source.',
		},
	},
	{
		mistake: 'both forms of identity in one profile',
		written: profile({ userId: 'u', sourceId: '1', profileId: 'p' }),
		problem: {
			name: 'AmbiguousProfile',
			path: 'segments.pro.profile',
			expected: '{ userId } or { sourceId, profileId }',
			found: '{"userId":"u","sourceId":"1","profileId":"p"}',
			hint: 'Give a profile exactly one form of identity: { userId }, or { sourceId, profileId }.',
		},
	},
	{
		mistake: 'half a form of identity beside a whole one',
		written: profile({ userId: 'u', profileId: 'p' }),
		problem: {
			name: 'AmbiguousProfile',
			path: 'segments.pro.profile',
			expected: '{ userId } or { sourceId, profileId }',
			found: '{"userId":"u","profileId":"p"}',
			hint: 'Give a profile exactly one form of identity: { userId }, or { sourceId, profileId }.',
		},
	},
	{
		mistake: 'half a form of identity',
		written: profile({ sourceId: '1' }),
		problem: {
			name: 'InvalidValue',
			path: 'segments.pro.profile',
			expected: '{ userId } or { sourceId, profileId }',
			found: '{"sourceId":"1"}',
			hint: 'Give a profile exactly one form of identity: { userId }, or { sourceId, profileId }.',
		},
	},
	{
		mistake: 'two segments with the same profile',
		written: segments({
			a: { profile: { sourceId: '1', profileId: 'p' }, when },
			b: { profile: { profileId: 'p', sourceId: '1' }, when },
		}),
		problem: {
			name: 'DuplicateProfile',
			path: 'segments.b.profile',
			expected: 'a profile of its own',
			found: 'the profile of segments.a: {"sourceId":"1","profileId":"p"}',
			hint: 'Create one profile in Intempt for each segment; Choose decides by the profile alone.',
		},
	},
	{
		mistake: 'a witness that is the profile of another segment',
		written: segments({
			a: { profile: { userId: 'a' }, when },
			b: { profile: [{ userId: 'b' }, { userId: 'a' }], when },
		}),
		problem: {
			name: 'DuplicateProfile',
			path: 'segments.b.profile',
			expected: 'a profile of its own',
			found: 'the profile of segments.a: {"userId":"a"}',
			hint: 'Create one profile in Intempt for each segment; Choose decides by the profile alone.',
		},
	},
	{
		mistake: 'two segments that match everybody',
		written: segments({ a: { profile: { userId: 'a' } }, b: { profile: { userId: 'b' } } }),
		problem: {
			name: 'SeveralCatchAlls',
			path: 'segments.b.when',
			expected: 'a rule',
			found: 'nothing, as in segments.a',
			hint: 'Leave `when` out of one segment only, the last.',
		},
	},
	{
		mistake: 'a segment behind the one that matches everybody',
		written: segments({ a: { profile: { userId: 'a' } }, b: { profile: { userId: 'b' }, when } }),
		problem: {
			name: 'CatchAllNotLast',
			path: 'segments.a',
			expected: 'the last place',
			found: 'place 1 of 2',
			hint: 'Move it to the end, or give it a `when`: segments behind it would never win.',
		},
	},
	{
		mistake: 'a default that does not fit',
		written: experiences({
			offers: productList({
				per: 'segment',
				default: { label: 'Offers', products: [{ title: 'Shoe', href: 'javascript:alert(1)' }] },
			}),
		}),
		problem: {
			name: 'DefaultDoesNotFit',
			path: 'experiences.offers.default',
			expected: 'an http or https URL, or a path at products[0].href',
			found: '"javascript:alert(1)"',
			hint: 'Correct the default: it is what visitors see whenever there is no valid choice.',
		},
	},
	{
		mistake: 'a default that a group cannot fall back to',
		written: { ...GOOD, groups: { slots: group({ ...hero, default: { headline: 7 } }) } },
		problem: {
			name: 'DefaultDoesNotFit',
			path: 'groups.slots.member.default',
			expected: 'a value of type string at headline',
			found: '7',
			hint: 'Correct the default: it is what visitors see whenever there is no valid choice.',
		},
	},
	{
		mistake: 'a default on which the schema throws',
		written: experiences({
			code: experience({
				per: 'segment',
				schema: z.string().transform((text): unknown => JSON.parse(text)),
				default: '{',
			}),
		}),
		problem: {
			name: 'DefaultDoesNotFit',
			path: 'experiences.code.default',
			expected: 'a payload that the schema reads at once, and makes JSON of',
			found: expect.stringMatching(/^SyntaxError: /) as string,
			hint: 'Correct the default: it is what visitors see whenever there is no valid choice.',
		},
	},
	{
		mistake: 'a schema that has to wait',
		written: experiences({
			code: experience({
				per: 'segment',
				schema: z.string().refine(() => Promise.resolve(true)),
				default: 'x',
			}),
		}),
		problem: {
			name: 'DefaultDoesNotFit',
			path: 'experiences.code.default',
			expected: 'a payload that the schema reads at once, and makes JSON of',
			found: expect.stringContaining('Promise') as string,
			hint: 'Correct the default: it is what visitors see whenever there is no valid choice.',
		},
	},
	{
		mistake: 'a missing `per`',
		written: experiences({ hero: mistyped({ default: { headline: 'x' } }) }),
		problem: {
			name: 'MissingPer',
			path: 'experiences.hero.per',
			expected: "'segment' or 'visitor'",
			found: 'nothing',
			hint: "Set experiences.hero.per to 'segment' (everybody in a segment sees the same) or 'visitor' (an A/B test).",
		},
	},
	{
		mistake: 'another `per` in a group',
		written: {
			...GOOD,
			groups: { slots: { member: mistyped({ per: 'page', default: { headline: 'x' } }) } },
		},
		problem: {
			name: 'MissingPer',
			path: 'groups.slots.member.per',
			expected: "'segment' or 'visitor'",
			found: '"page"',
			hint: "Set groups.slots.member.per to 'segment' (everybody in a segment sees the same) or 'visitor' (an A/B test).",
		},
	},
	{
		mistake: 'a persisted segment without consent',
		written: segments({ pro: { profile: { userId: 'p' }, when, persist: '30m' } }),
		problem: {
			name: 'ConsentNotConfigured',
			path: 'segments.pro.persist',
			expected: 'visitor.consent to be configured',
			found: 'nothing',
			hint: "A persisted segment sets a cookie. Add visitor: { consent: (context) => … } or visitor: { consent: 'not-needed' }.",
		},
	},
	{
		mistake: 'a private segment with a rule',
		written: segments({ staff: { profile: { userId: 's' }, private: true, when } }),
		problem: {
			name: 'InvalidValue',
			path: 'segments.staff.when',
			expected: 'no rule (a private segment is matched by visitor.segment only)',
			found: '{"cookie":{"plan":"pro"}}',
			hint: 'Correct segments.staff.when.',
		},
	},
	{
		mistake: 'nothing at all',
		written: undefined,
		problem: {
			name: 'InvalidValue',
			path: 'defineChoose()',
			expected: 'a value of type object',
			found: 'nothing',
			hint: 'Correct it.',
		},
	},
];

describe('a mistake in the definitions', () => {
	it.each(NAMED)('$mistake is $problem.name', ({ written, problem }) => {
		expect(problemsWith(written)).toEqual([problem]);
	});

	it.each([
		['a profile that is missing', segments({ pro: { when } }), 'segments.pro.profile'],
		['a profile that is a string', profile('pro'), 'segments.pro.profile'],
		['no profile in a list', profile([]), 'segments.pro.profile'],
		['a blank id', profile({ userId: ' ' }), 'segments.pro.profile.userId'],
		[
			'a sourceId of letters',
			profile({ sourceId: 'a1', profileId: 'p' }),
			'segments.pro.profile.sourceId',
		],
		['a rule without a condition', rule({}), 'segments.pro.when'],
		['a rule that is true', rule(true), 'segments.pro.when'],
		['a regular expression', rule({ host: /acme/ }), 'segments.pro.when.host'],
		['a number as a pattern', rule({ query: { page: 2 } }), 'segments.pro.when.query.page'],
		['false as a pattern', rule({ header: { 'x-a': false } }), 'segments.pro.when.header.x-a'],
		['an empty pattern', rule({ cookie: { plan: '' } }), 'segments.pro.when.cookie.plan'],
		['no pattern in a list', rule({ cookie: { plan: [] } }), 'segments.pro.when.cookie.plan'],
		['no alternative', rule({ anyOf: [] }), 'segments.pro.when.anyOf'],
		[
			'a duration in words',
			segments({ pro: { profile: { userId: 'p' }, when, persist: '30 minutes' } }),
			'segments.pro.persist',
		],
		[
			'a duration of nothing',
			segments({ pro: { profile: { userId: 'p' }, when, persist: '0m' } }),
			'segments.pro.persist',
		],
		[
			'an experience without a default',
			experiences({ hero: mistyped({ per: 'segment' }) }),
			'experiences.hero.default',
		],
		[
			'a schema that is none',
			experiences({ hero: { kind: 'custom', per: 'segment', schema: {}, default: 1 } }),
			'experiences.hero.schema',
		],
		['consent that is a word', { ...GOOD, visitor: { consent: 'yes' } }, 'visitor.consent'],
		['a segment that is no function', { ...GOOD, visitor: { segment: 'pro' } }, 'visitor.segment'],
		['a device without a value', { ...GOOD, device: { header: 'x', mobile: [] } }, 'device.mobile'],
	])('%s is an InvalidValue of its path', (_mistake, written, path) => {
		expect(problemsWith(written)).toEqual([
			{
				name: 'InvalidValue',
				path,
				expected: expect.stringMatching(/^(?!Invalid|.*undefined)./) as string,
				found: expect.stringMatching(/./) as string,
				hint: expect.stringMatching(/\.$/) as string,
			},
		]);
	});

	it('shows a regular expression as it was written', () => {
		expect(problemsWith(rule({ host: /^acme\./i }))).toMatchObject([
			{ expected: 'a glob or a list of globs', found: '/^acme\\./i' },
		]);
	});

	it('is listed with all the others', () => {
		const problems = problemsWith({
			segments: {
				'1st': { profile: { userId: 'a' }, when },
				pro: { profile: { sourceId: 1, profileId: 'p' }, when: { hosts: 'x' } },
			},
			experiences: { hero: mistyped({ default: { headline: 'x' } }), 'a b': hero },
			extra: true,
		});
		expect(problems.map(({ name, path }) => `${name} ${path}`).sort()).toEqual([
			'InvalidName experiences.a b',
			'InvalidName segments.1st',
			'MissingPer experiences.hero.per',
			'NumericSourceId segments.pro.profile.sourceId',
			'UnknownKey extra',
			'UnknownKey segments.pro.when.hosts',
		]);
	});

	it('is listed with all the others of its kind, across segments', () => {
		const problems = problemsWith({
			segments: {
				a: { profile: { userId: 'same' }, when, persist: '1h' },
				everyone: { profile: { userId: 'e' } },
				b: { profile: { userId: 'same' }, when, persist: '1h' },
			},
			experiences: {},
		});
		expect(problems.map(({ name }) => name)).toEqual([
			'DuplicateProfile',
			'CatchAllNotLast',
			'ConsentNotConfigured',
			'ConsentNotConfigured',
		]);
	});

	it('is one error, with every place in its message and every hint once', () => {
		const written = segments({
			a: { profile: { userId: 'a' }, when, persist: '1h' },
			b: { profile: { userId: 'b' }, when, persist: '1h' },
		});
		let error: unknown;
		try {
			Reflect.apply(defineChoose, undefined, [written]);
		} catch (thrown) {
			error = thrown;
		}
		expect(error).toBeInstanceOf(ChooseError);
		const { name, message, hint } = error as ChooseError;
		expect(name).toBe('ConsentNotConfigured');
		expect(message.split('\n')).toEqual([
			'segments.a.persist: A segment is persisted, but consent is not configured (ConsentNotConfigured). Expected visitor.consent to be configured; found nothing.',
			'segments.b.persist: A segment is persisted, but consent is not configured (ConsentNotConfigured). Expected visitor.consent to be configured; found nothing.',
		]);
		expect(hint?.split('\n')).toHaveLength(1);
	});

	it('can be described whatever the value is', () => {
		const circular: Record<string, unknown> = {};
		circular['self'] = circular;
		const odd = z.custom<unknown>(() => false, { error: 'something else' });
		for (const value of [circular, { big: 1n }, Symbol('s'), () => 1, 'x'.repeat(10_000)]) {
			const written = experiences({
				odd: experience({ per: 'segment', schema: odd, default: value }),
			});
			const [problem] = problemsWith(written);
			expect(problem).toMatchObject({ name: 'DefaultDoesNotFit', expected: 'something else' });
			expect(problem?.found.length).toBeLessThanOrEqual(80);
		}
	});
});

describe('flags', () => {
	it('without a default declare nothing, and say so', () => {
		const written = experiences({
			checkout: Reflect.apply(flags, undefined, [{ per: 'segment' }]) as unknown,
		});
		expect(problemsWith(written)).toMatchObject([
			{ name: 'InvalidValue', path: 'experiences.checkout.default' },
		]);
	});
});

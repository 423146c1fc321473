import { describe, expect, it } from 'vitest';
import { defineChoose } from '../../../integration/src/definition/define-choose.js';
import { ChooseError } from '../../../integration/src/errors.js';
import { GOOD, hero, mistake, mistyped, problemsWith, when, withSegments } from './written.js';

const noRule = { when: undefined, persist: undefined, private: false };

describe('definitions', () => {
	it('are taken in the declared order, completed', () => {
		const host = { host: 'acme.example.com' };
		const definition = defineChoose({
			segments: {
				pro: { profile: [{ userId: 'p' }, { userId: 'w' }], when, persist: '30m' },
				acme: { profile: { userId: 'a' }, when: host },
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
				...noRule,
				name: 'pro',
				profiles: [{ userId: 'p' }, { userId: 'w' }],
				when,
				persist: 1_800_000,
			},
			{ ...noRule, name: 'acme', profiles: [{ userId: 'a' }], when: host },
			{ ...noRule, name: 'staff', profiles: [{ userId: 's' }], when: false, private: true },
			{ ...noRule, name: 'named', profiles: [{ userId: 'n' }], when: false },
			{ ...noRule, name: 'everyone', profiles: [{ userId: 'e' }] },
		]);
		expect(definition).toMatchObject({
			experiences: { hero },
			groups: {},
			device: { header: 'cf-device-type', mobile: ['mobile'] },
		});
	});

	it('keep a sourceId digit for digit', () => {
		const profile = { sourceId: '9007199254740993001', profileId: 'p' };
		const { segments } = defineChoose({ segments: { pro: { profile, when } }, experiences: {} });
		expect(segments[0]?.profiles).toEqual([profile]);
	});

	it.each([
		['45s', 45_000],
		['30m', 1_800_000],
		['12h', 43_200_000],
		['7d', 604_800_000],
	])('persist for %s', (persist, milliseconds) => {
		const { segments } = defineChoose({
			segments: { pro: { profile: { userId: 'p' }, when, persist } },
			experiences: {},
			visitor: { consent: () => true },
		});
		expect(segments[0]?.persist).toBe(milliseconds);
	});

	it.each([
		mistake('an unknown key', { ...GOOD, audiences: {} }, [
			'UnknownKey',
			'audiences',
			'a documented key',
			'"audiences"',
			'Remove audiences or correct its spelling.',
		]),
		mistake('a word for consent', { ...GOOD, visitor: { consent: 'yes' } }, [
			'InvalidValue',
			'visitor.consent',
			"a rule, a function, or 'not-needed'",
			'"yes"',
			'Correct visitor.consent.',
		]),
		mistake(
			'a rule for consent with a mistake',
			{ ...GOOD, visitor: { consent: { cookies: { consent: 'granted' } } } },
			[
				'UnknownKey',
				'visitor.consent.cookies',
				'a documented key',
				'"cookies"',
				'Remove visitor.consent.cookies or correct its spelling.',
			],
		),
		mistake('a name for visitor.segment', { ...GOOD, visitor: { segment: 'pro' } }, [
			'InvalidValue',
			'visitor.segment',
			'a function',
			'"pro"',
			'Correct visitor.segment.',
		]),
		mistake('an unknown key of the visitor', { ...GOOD, visitor: { consents: 'not-needed' } }, [
			'UnknownKey',
			'visitor.consents',
			'a documented key',
			'"consents"',
			'Remove visitor.consents or correct its spelling.',
		]),
		mistake('no segments', { experiences: {} }, [
			'InvalidValue',
			'segments',
			'a value of type record',
			'nothing',
			'Correct segments.',
		]),
		mistake('nothing', undefined, [
			'InvalidValue',
			'defineChoose()',
			'a value of type object',
			'nothing',
			'Correct it.',
		]),
	])('may not have %s', (_what, written, problem) => {
		expect(problemsWith(written)).toEqual([problem]);
	});

	it('say everything that is wrong in them at once', () => {
		const problems = problemsWith({
			segments: {
				'1st': { profile: { userId: 'a' }, when },
				pro: { profile: { sourceId: 1, profileId: 'p' }, when: { hosts: 'x' } },
			},
			experiences: { hero: mistyped({ default: { headline: 'x' } }), 'a b': hero },
			device: { header: '', mobile: [] },
			extra: true,
		});
		expect(problems.map(({ name, path }) => `${name} ${path}`).sort()).toEqual([
			'InvalidName experiences.a b',
			'InvalidName segments.1st',
			'InvalidValue device.header',
			'InvalidValue device.mobile',
			'MissingPer experiences.hero.per',
			'NumericSourceId segments.pro.profile.sourceId',
			'UnknownKey extra',
			'UnknownKey segments.pro.when.hosts',
		]);
	});

	it('say everything that is wrong between their segments at once', () => {
		const problems = problemsWith(
			withSegments({
				a: { profile: { userId: 'same' }, when, persist: '1h' },
				everyone: { profile: { userId: 'e' } },
				b: { profile: { userId: 'same' }, when, persist: '1h' },
			}),
		);
		expect(problems.map(({ name, path }) => `${name} ${path}`)).toEqual([
			'DuplicateProfile segments.b.profile',
			'CatchAllNotLast segments.everyone',
			'ConsentNotConfigured segments.a.persist',
			'ConsentNotConfigured segments.b.persist',
		]);
	});

	it('fail with one error: a line for each problem, and each hint once', () => {
		const define = () =>
			defineChoose({
				segments: {
					a: { profile: { userId: 'a' }, when, persist: '1h' },
					b: { profile: { userId: 'b' }, when, persist: '1h' },
				},
				experiences: {},
			});
		const line = (name: string) =>
			`segments.${name}.persist: A segment is persisted, but consent is not configured (ConsentNotConfigured). Expected visitor.consent to be configured; found nothing.`;
		expect(define).toThrow(ChooseError);
		expect(define).toThrow(
			expect.objectContaining({
				name: 'ConsentNotConfigured',
				message: `${line('a')}\n${line('b')}`,
				hint: expect.stringMatching(/^A persisted segment sets a cookie\. [^\n]+$/) as string,
			}),
		);
	});
});

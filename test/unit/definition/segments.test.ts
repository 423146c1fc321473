import { describe, expect, it } from 'vitest';
import { mistake, problemsWith, when, withProfile, withSegments } from './written.js';

const QUOTE_IT =
	'Put quotes around the sourceId: as a number it is rounded, and addresses another source.';
const ONE_FORM =
	'Give a profile exactly one form of identity: { userId }, or { sourceId, profileId }.';
const OWN_PROFILE =
	'Create one profile in Intempt for each segment; Choose decides by the profile alone.';

describe('a segment', () => {
	it.each([
		mistake('an unknown key', withSegments({ pro: { profile: { userId: 'p' }, wen: {} } }), [
			'UnknownKey',
			'segments.pro.wen',
			'a documented key',
			'"wen"',
			'Remove segments.pro.wen or correct its spelling.',
		]),
		mistake(
			'a name that begins with a digit',
			withSegments({ '2nd': { profile: { userId: 'p' }, when } }),
			[
				'InvalidName',
				'segments.2nd',
				'a letter, then letters, digits, "_" and "-"',
				'"2nd"',
				'Rename the segment; its name is yours alone, Intempt does not know it.',
			],
		),
		mistake(
			'a sourceId that is a number',
			withProfile({ sourceId: 1575686747310551000, profileId: 'p' }),
			[
				'NumericSourceId',
				'segments.pro.profile.sourceId',
				'a string of digits',
				'1575686747310551000',
				QUOTE_IT,
			],
		),
		mistake(
			'a witness whose sourceId is a bigint',
			withProfile([{ userId: 'p' }, { sourceId: 1575686747310551001n, profileId: 'p' }]),
			[
				'NumericSourceId',
				'segments.pro.profile[1].sourceId',
				'a string of digits',
				'1575686747310551001n',
				QUOTE_IT,
			],
		),
		mistake('both forms of identity', withProfile({ userId: 'u', sourceId: '1', profileId: 'p' }), [
			'AmbiguousProfile',
			'segments.pro.profile',
			'{ userId } or { sourceId, profileId }',
			'{"userId":"u","sourceId":"1","profileId":"p"}',
			ONE_FORM,
		]),
		mistake('a form of identity and half another', withProfile({ userId: 'u', profileId: 'p' }), [
			'AmbiguousProfile',
			'segments.pro.profile',
			'{ userId } or { sourceId, profileId }',
			'{"userId":"u","profileId":"p"}',
			ONE_FORM,
		]),
		mistake('half a form of identity', withProfile({ sourceId: '1' }), [
			'InvalidValue',
			'segments.pro.profile',
			'{ userId } or { sourceId, profileId }',
			'{"sourceId":"1"}',
			ONE_FORM,
		]),
		mistake(
			'the profile of another segment',
			withSegments({
				a: { profile: { sourceId: '1', profileId: 'p' }, when },
				b: { profile: { profileId: 'p', sourceId: '1' }, when },
			}),
			[
				'DuplicateProfile',
				'segments.b.profile',
				'a profile of its own',
				'the profile of segments.a: {"sourceId":"1","profileId":"p"}',
				OWN_PROFILE,
			],
		),
		mistake(
			'a witness that is the profile of another segment',
			withSegments({
				a: { profile: { userId: 'a' }, when },
				b: { profile: [{ userId: 'b' }, { userId: 'a' }], when },
			}),
			[
				'DuplicateProfile',
				'segments.b.profile',
				'a profile of its own',
				'the profile of segments.a: {"userId":"a"}',
				OWN_PROFILE,
			],
		),
		mistake(
			'no rule, as another has none',
			withSegments({ a: { profile: { userId: 'a' } }, b: { profile: { userId: 'b' } } }),
			[
				'SeveralCatchAlls',
				'segments.b.when',
				'a rule',
				'nothing, as in segments.a',
				'Leave `when` out of one segment only, the last.',
			],
		),
		mistake(
			'no rule, and others behind it',
			withSegments({ a: { profile: { userId: 'a' } }, b: { profile: { userId: 'b' }, when } }),
			[
				'CatchAllNotLast',
				'segments.a',
				'the last place',
				'place 1 of 2',
				'Move it to the end, or give it a `when`: segments behind it would never win.',
			],
		),
		mistake(
			'`persist`, and no consent configured',
			withSegments({ pro: { profile: { userId: 'p' }, when, persist: '30m' } }),
			[
				'ConsentNotConfigured',
				'segments.pro.persist',
				'visitor.consent to be configured',
				'nothing',
				"A persisted segment sets a cookie. Add visitor: { consent: { cookie: { consent: 'granted' } } } with your own cookie, or visitor: { consent: 'not-needed' }.",
			],
		),
		mistake(
			'a rule although it is private',
			withSegments({ staff: { profile: { userId: 's' }, private: true, when } }),
			[
				'InvalidValue',
				'segments.staff.when',
				'no rule (a private segment is matched by visitor.segment only)',
				'{"cookie":{"plan":"pro"}}',
				'Correct segments.staff.when.',
			],
		),
	])('may not have %s', (_what, written, problem) => {
		expect(problemsWith(written)).toEqual([problem]);
	});

	it.each([
		['no profile', withSegments({ pro: { when } }), 'profile'],
		['a profile that is a string', withProfile('pro'), 'profile'],
		['an empty list of profiles', withProfile([]), 'profile'],
		['a blank userId', withProfile({ userId: ' ' }), 'profile.userId'],
		['a sourceId of letters', withProfile({ sourceId: 'a1', profileId: 'p' }), 'profile.sourceId'],
	])('may not have %s', (_what, written, path) => {
		expect(problemsWith(written)).toMatchObject([
			{
				name: 'InvalidValue',
				path: `segments.pro.${path}`,
				hint: `Correct segments.pro.${path}.`,
			},
		]);
	});

	it.each(['30 minutes', '0m', '-1d', '30', '', 30, null])('may not persist for %j', (persist) => {
		const written = withSegments({ pro: { profile: { userId: 'p' }, when, persist } });
		expect(problemsWith(written)).toMatchObject([
			{ name: 'InvalidValue', path: 'segments.pro.persist', found: JSON.stringify(persist) },
		]);
	});
});

import { z } from 'astro/zod';
import { describe, expect, it } from 'vitest';
import { cascade } from '../../../integration/src/decisions/cascade.js';
import { decide, decideDefaults } from '../../../integration/src/decisions/decide.js';
import type { Refusal } from '../../../integration/src/decisions/decision-types.js';
import {
	experience,
	flags,
	group,
	headline,
} from '../../../integration/src/definition/experiences.js';
import { localized } from '../../../integration/src/definition/localized.js';
import { siteLocales, withSiteLocales } from '../../../integration/src/definition/site-locales.js';
import { createAccessor } from '../../../integration/src/rendering/accessor.js';
import { answers } from '../../../integration/src/variants/match.js';
import { createReadLog, type Read } from '../../../integration/src/variants/reads.js';
import { definitionOf } from '../../support/definition.js';

const tip = experience({
	per: 'segment',
	schema: localized(z.string()),
	default: { en: 'default', de: 'Standard' },
});
const definition = withSiteLocales(
	definitionOf({
		experiences: {
			tip,
			checkout: flags({
				per: 'segment',
				localized: true,
				default: { en: { layout: 'v1', express: false }, de: { layout: 'v2', express: false } },
			}),
			code: experience({ per: 'segment', schema: z.string(), default: 'CODE' }),
		},
		groups: {
			slots: group(
				headline({
					per: 'segment',
					localized: true,
					default: { en: { headline: '' }, de: { headline: '' } },
				}),
			),
		},
	}),
	siteLocales({
		defaultLocale: 'en',
		locales: ['en', { path: 'deutsch', codes: ['de', 'de-AT'] }],
	}),
);

function decideOf(
	experiences: Readonly<Record<string, unknown>>,
	slots: readonly unknown[] = [],
	refusals: Refusal[] = [],
) {
	const members = slots.map((payload, index) => ({ name: `m${index}`, payload }));
	return decide(definition, { experiences, groups: { slots: members } }, (refusal) => {
		refusals.push(refusal);
	});
}

/** What a page of a locale sees, and what it is recorded to have read. */
function page(decisions: ReturnType<typeof decideOf>, locale: string | undefined) {
	const log = createReadLog();
	const outcome = { decisions, device: 'desktop' } as const;
	return { choose: createAccessor(outcome, log, () => locale), log, outcome };
}

const seen = (decisions: ReturnType<typeof decideOf>, name: string, locale?: string) =>
	page(decisions, locale).choose.get(name);

describe('a page reads of a localized experience', () => {
	it.each([
		['en', 'chosen'],
		['de', 'gewählt'],
		['de-AT', 'gewählt'],
		['fr', 'chosen'],
		[undefined, 'chosen'],
	])('the part of its own locale: %s', (locale, expected) => {
		expect(seen(decideOf({ tip: { en: 'chosen', de: 'gewählt' } }), 'tip', locale)).toBe(expected);
	});

	it.each(['de', 'de-AT', 'deutsch', 'de_at', 'DE'])('what was written under %s', (key) => {
		expect(seen(decideOf({ tip: { en: 'chosen', [key]: 'gewählt' } }), 'tip', 'de')).toBe(
			'gewählt',
		);
	});

	it.each([
		['is missing', { en: 'chosen' }, []],
		['is null', { en: 'chosen', de: null }, []],
		['does not fit', { en: 'chosen', de: 7 }, [{ path: 'de', found: '7' }]],
	])('the default where its locale %s, and the others stay as decided', (_what, choice, told) => {
		const refusals: Refusal[] = [];
		const decisions = decideOf({ tip: choice }, [], refusals);
		expect([seen(decisions, 'tip', 'en'), seen(decisions, 'tip', 'de')]).toEqual([
			'chosen',
			'Standard',
		]);
		expect(decisions.experiences.get('tip')).toMatchObject({ reason: 'choice' });
		expect(refusals).toMatchObject(told.map((one) => ({ experience: 'tip', ...one })));
	});

	it.each([
		['a payload that is not localized', 'chosen', '"chosen"'],
		['a list', ['chosen'], '["chosen"]'],
		['other languages only', { fr: 'choisi' }, '{"fr":"choisi"}'],
	])('the default when the choice is %s, which is told', (_what, choice, found) => {
		const refusals: Refusal[] = [];
		const decisions = decideOf({ tip: choice }, [], refusals);
		expect(seen(decisions, 'tip', 'de')).toBe('Standard');
		expect(decisions.experiences.get('tip')).toMatchObject({ reason: 'default', why: 'invalid' });
		expect(refusals).toEqual([
			{ experience: 'tip', path: '', expected: 'a payload for en or de', found },
		]);
	});

	it('the default of its locale when nothing was chosen', () => {
		for (const decisions of [decideOf({}), decideDefaults(definition, 'unavailable')]) {
			expect([seen(decisions, 'tip', 'en'), seen(decisions, 'tip', 'de')]).toEqual([
				'default',
				'Standard',
			]);
		}
	});

	it('flags that keep the defaults of its locale', () => {
		const decisions = decideOf({ checkout: { en: { express: true }, de: { express: true } } });
		expect([seen(decisions, 'checkout', 'en'), seen(decisions, 'checkout', 'de')]).toEqual([
			{ layout: 'v1', express: true },
			{ layout: 'v2', express: true },
		]);
	});

	it('the members of a group, each in its locale', () => {
		const decisions = decideOf({}, [
			{ en: { headline: 'One' }, de: { headline: 'Eins' } },
			{ de: { headline: 'Zwei' } },
		]);
		const headlines = (locale: string) =>
			page(decisions, locale)
				.choose.group('slots')
				.map(({ name, payload }) => [name, payload]);
		expect(headlines('en')).toEqual([
			['m0', { headline: 'One' }],
			['m1', { headline: '' }],
		]);
		expect(headlines('de')).toEqual([
			['m0', { headline: 'Eins' }],
			['m1', { headline: 'Zwei' }],
		]);
	});
});

describe('a rendering in one locale', () => {
	const decisions = decideOf({ tip: { en: 'chosen', de: 'gewählt' } }, [
		{ en: { headline: 'One' }, de: { headline: 'Eins' } },
	]);
	const readsIn = (locale: string): readonly Read[] => {
		const { choose, log } = page(decisions, locale);
		choose.get('tip');
		choose.get('code');
		choose.group('slots');
		return log.reads;
	};

	it('has read that locale, and of other experiences none', () => {
		expect(readsIn('de').map(({ name, locale }) => [name, locale])).toEqual([
			['tip', 'de'],
			['code', undefined],
			['slots', 'de'],
		]);
	});

	it.each([
		['the same', { tip: { en: 'chosen', de: 'gewählt' } }, 'One', true],
		['another text in another locale', { tip: { en: 'chosen', de: 'anders' } }, 'One', true],
		['no text in another locale', { tip: { en: 'chosen' } }, 'One', true],
		['another text in its own', { tip: { en: 'other', de: 'gewählt' } }, 'One', false],
		['another member in its own', { tip: { en: 'chosen', de: 'gewählt' } }, 'Two', false],
	])('answers an outcome with %s: %s', (_what, experiences, text, expected) => {
		const other = decideOf(experiences, [{ en: { headline: text }, de: { headline: 'Zwei' } }]);
		expect(answers(readsIn('en'), page(other, 'en').outcome)).toBe(expected);
	});

	it('of an empty group answers those for whom it is empty', () => {
		const empty = page(decideOf({}), 'de');
		empty.choose.group('slots');
		expect(answers(empty.log.reads, page(decideDefaults(definition, 'off'), 'de').outcome)).toBe(
			true,
		);
		expect(answers(empty.log.reads, page(decisions, 'de').outcome)).toBe(false);
	});

	it('answers nobody once the experience is localized no more', () => {
		const plain = decide(
			definitionOf({
				experiences: { tip: experience({ per: 'segment', schema: z.unknown(), default: 1 }) },
			}),
			{ experiences: { tip: { en: 'chosen', de: 'gewählt' } }, groups: {} },
			() => undefined,
		);
		expect(answers(readsIn('de').slice(0, 1), { decisions: plain, device: 'desktop' })).toBe(false);
	});
});

it('the cascade takes a localized choice as a whole from the first segment that has one', () => {
	const defaults = decideDefaults(definition, 'absent');
	const first = decideOf({ tip: { en: 'first' } });
	const second = decideOf({ tip: { en: 'second', de: 'zweites' } });
	const decisions = cascade([first, second], defaults);
	expect([seen(decisions, 'tip', 'en'), seen(decisions, 'tip', 'de')]).toEqual([
		'first',
		'Standard',
	]);
});

import { expect, it } from 'vitest';
import {
	decidedDigestsSchema,
	decisionsOf,
	digestsOf,
} from '../../../integration/src/decisions/decided-digests.js';
import { changesBetween } from '../../../integration/src/decisions/decision-changes.js';
import { cascade } from '../../../integration/src/decisions/cascade.js';
import { decide, decideDefaults } from '../../../integration/src/decisions/decide.js';
import { digestValue } from '../../../integration/src/decisions/digest.js';
import { localized } from '../../../integration/src/definition/localized.js';
import { experience } from '../../../integration/src/definition/experiences.js';
import { withSiteLocales } from '../../../integration/src/definition/site-locales.js';
import { valueOfRead } from '../../../integration/src/variants/reads.js';
import { z } from 'astro/zod';
import { definitionOf, text, texts } from '../../support/definition.js';

const definition = withSiteLocales(
	definitionOf({
		experiences: {
			plain: text('plain default'),
			words: experience({
				per: 'segment',
				schema: localized(z.string()),
				default: { en: 'en default', de: 'de default' },
			}),
		},
		groups: { slots: texts() },
	}),
	{ all: [['en', 'english'], ['de']], fallback: 'en' },
);

const decided = (experiences: Record<string, unknown>, slots: readonly string[] = []) =>
	decide(
		definition,
		{ experiences, groups: { slots: slots.map((name) => ({ name, payload: name })) } },
		() => undefined,
	);
const NOTHING = decided({});

it.each([
	{ change: 'nothing', before: {}, after: {}, told: [] },
	{
		change: 'a choice that begins',
		before: {},
		after: { plain: 'chosen' },
		told: [['plain', undefined, 'plain default', 'chosen', 'choice']],
	},
	{
		change: 'another choice',
		before: { plain: 'one' },
		after: { plain: 'two' },
		told: [['plain', undefined, 'one', 'two', 'choice']],
	},
	{
		change: 'a choice that ends',
		before: { plain: 'one' },
		after: {},
		told: [['plain', undefined, 'one', 'plain default', 'absent']],
	},
	{
		change: 'a choice that does not fit any more',
		before: { plain: 'one' },
		after: { plain: 1 },
		told: [['plain', undefined, 'one', 'plain default', 'invalid']],
	},
	{
		change: 'a choice of what the default was',
		before: {},
		after: { plain: 'plain default' },
		told: [['plain', undefined, 'plain default', 'plain default', 'choice']],
	},
	{
		change: 'another reason for the same default',
		before: {},
		after: { plain: 1 },
		told: [],
	},
	{
		change: 'one locale of a localized choice',
		before: { words: { en: 'a', de: 'b' } },
		after: { words: { en: 'a', de: 'c' } },
		told: [['words', 'de', 'b', 'c', 'choice']],
	},
	{
		change: 'a localized choice for one locale alone',
		before: {},
		after: { words: { de: 'c' } },
		told: [['words', 'de', 'de default', 'c', 'choice']],
	},
])('$change: a change for each decision', ({ before, after, told }) => {
	const changes = changesBetween(digestsOf(decided(before)), digestsOf(decided(after)), [
		'en',
		'de',
	]);
	expect(changes.map((one) => [one.experience, one.locale, one.old, one.new, one.reason])).toEqual(
		told.map(([name, locale, old, now, reason]) => [
			name,
			locale,
			digestValue(old),
			digestValue(now),
			reason,
		]),
	);
});

it('tells of groups as a whole', () => {
	const changes = changesBetween(
		digestsOf(decided({}, ['a'])),
		digestsOf(decided({}, ['a', 'b'])),
		[],
	);
	expect(changes).toMatchObject([{ group: 'slots', reason: 'choice' }]);
	expect(changesBetween(digestsOf(decided({}, ['a'])), digestsOf(NOTHING), [])).toMatchObject([
		{ group: 'slots', reason: 'absent' },
	]);
});

it('knows nothing before the first: all is told, with nothing before it', () => {
	const changes = changesBetween(undefined, digestsOf(decideDefaults(definition, 'off')), [
		'en',
		'de',
	]);
	expect(changes.map(({ old }) => old)).toEqual([null, null, null, null]);
});

it('digests that were written and read again are cascaded and matched as the decisions themselves', () => {
	const first = decided({ words: { de: 'x' } }, []);
	const second = decided({ plain: 'second', words: { en: 'y', de: 'z' } }, ['a']);
	const kept = (decisions: typeof first) =>
		decisionsOf(decidedDigestsSchema.parse(JSON.parse(JSON.stringify(digestsOf(decisions)))));
	const real = cascade([first, second], NOTHING);
	const again = cascade([kept(first), kept(second)], kept(NOTHING));
	const reads = [
		{ kind: 'experience', name: 'plain' },
		{ kind: 'experience', name: 'words', locale: 'de' },
		{ kind: 'experience', name: 'words', locale: 'english' },
		{ kind: 'group', name: 'slots' },
	] as const;
	const seen = (decisions: typeof first) =>
		reads.map((read) => valueOfRead({ decisions, device: 'desktop' }, read));
	expect(seen(again)).toEqual(seen(real));
	expect(new Set(seen(real)).size).toBe(4);
});

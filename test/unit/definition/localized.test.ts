import { z } from 'astro/zod';
import { describe, expect, it } from 'vitest';
import {
	experience,
	flags,
	group,
	headline,
	productList,
} from '../../../integration/src/definition/experiences.js';
import { localized } from '../../../integration/src/definition/localized.js';
import { siteLocales, withSiteLocales } from '../../../integration/src/definition/site-locales.js';
import type { ChooseDefinition } from '../../../integration/src/definition/definition-types.js';
import { definitionOf } from '../../support/definition.js';
import { problemsIn } from '../../support/errors.js';
import { GOOD, mistake, problemsWith, withExperiences } from './written.js';

const PER = { per: 'segment', localized: true } as const;
const CORRECT_DEFAULT =
	'Correct the default: it is what visitors see whenever there is no valid choice.';

describe('a localized default', () => {
	it.each([
		[
			'an experience',
			experience({
				per: 'segment',
				schema: localized(z.object({ code: z.string() })),
				default: { en: { code: 'RUN' }, de: { code: 'LAUF' } },
			}),
		],
		['a headline', headline({ ...PER, default: { en: { headline: 'Run' } } })],
		['a product list', productList({ ...PER, default: { en: { label: '', products: [] } } })],
		['flags', flags({ ...PER, default: { en: { layout: 'v1' }, de: { layout: 'v2' } } })],
	])('of %s is fine when each locale fits', (_what, one) => {
		expect(problemsWith(withExperiences({ one }))).toEqual([]);
	});

	it.each([
		mistake(
			'one locale',
			withExperiences({
				hero: headline({ ...PER, default: { en: { headline: 'Run' }, de: mistyped({}) } }),
			}),
			[
				'DefaultDoesNotFit',
				'experiences.hero.default.de',
				'a value of type string at headline',
				'nothing',
				CORRECT_DEFAULT,
			],
		),
		mistake(
			'no locales, but a payload',
			withExperiences({ hero: headline({ ...PER, default: mistyped('Run') }) }),
			[
				'DefaultDoesNotFit',
				'experiences.hero.default',
				'an object with a key per locale',
				'"Run"',
				CORRECT_DEFAULT,
			],
		),
		mistake(
			'a locale of a group',
			{
				...GOOD,
				groups: { slots: group(headline({ ...PER, default: { de: mistyped({ headline: 7 }) } })) },
			},
			[
				'DefaultDoesNotFit',
				'groups.slots.member.default.de',
				'a value of type string at headline',
				'7',
				CORRECT_DEFAULT,
			],
		),
	])('that is wrong in %s is told with its place', (_what, written, problem) => {
		expect(problemsWith(written)).toEqual([problem]);
	});
});

describe('on a site with locales', () => {
	const bind = (definition: ChooseDefinition, locales: Parameters<typeof siteLocales>[0]) =>
		problemsIn(() => withSiteLocales(definition, siteLocales(locales)));
	const english = { en: { headline: 'Run' } };
	const localizedHero = (written: Readonly<Record<string, { headline: string }>>) =>
		definitionOf({ experiences: { hero: headline({ ...PER, default: written }) } });
	const ENGLISH_AND_GERMAN = {
		defaultLocale: 'en',
		locales: ['en', { path: 'deutsch', codes: ['de', 'de-AT'] as [string, ...string[]] }],
	};

	it.each(['de', 'deutsch', 'de-AT', 'de_at', 'DE'])(
		'a default may be written for %s, and beside it for languages to come',
		(name) => {
			const definition = localizedHero({
				...english,
				[name]: { headline: 'Lauf' },
				fr: { headline: 'Cours' },
			});
			expect(bind(definition, ENGLISH_AND_GERMAN)).toEqual([]);
		},
	);

	it('a default has every locale', () => {
		const definition = definitionOf({
			experiences: { hero: headline({ ...PER, default: english }) },
			groups: { slots: group(headline({ ...PER, default: { fr: { headline: '' } } })) },
		});
		expect(bind(definition, ENGLISH_AND_GERMAN)).toEqual([
			{
				name: 'DefaultWithoutLocale',
				path: 'experiences.hero.default',
				expected: 'every locale of i18n.locales: en, de',
				found: '["en"]',
				hint: 'Add de: what visitors see in that language whenever there is no valid choice.',
			},
			{
				name: 'DefaultWithoutLocale',
				path: 'groups.slots.member.default',
				expected: 'every locale of i18n.locales: en, de',
				found: '["fr"]',
				hint: 'Add en and de: what visitors see in that language whenever there is no valid choice.',
			},
		]);
	});

	it('of which there are none, nothing can be localized', () => {
		expect(bind(localizedHero(english), undefined)).toEqual([
			{
				name: 'LocalesNotConfigured',
				path: 'experiences.hero',
				expected: 'i18n in astro.config to name the locales of the site',
				found: 'nothing',
				hint: expect.stringContaining('Add i18n') as string,
			},
		]);
	});

	it.each([
		['none', undefined],
		['some', ENGLISH_AND_GERMAN],
	])('of which there are %s, other experiences are as they are', (_what, locales) => {
		const hero = headline({ per: 'segment', default: { headline: 'Run' } });
		expect(bind(definitionOf({ experiences: { hero } }), locales)).toEqual([]);
	});
});

/** What an editor would not let through. */
function mistyped(written: unknown): never {
	return written as never;
}

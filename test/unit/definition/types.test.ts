import { z } from 'astro/zod';
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
	defineChoose,
	experience,
	flags,
	group,
	headline,
	localized,
	productList,
	type HeadlinePayload,
	type Profile,
	type Product,
} from '../../../integration/src/config.js';
import type { PayloadOfExperience } from '../../../integration/src/definition/experience-types.js';

const defined = defineChoose({
	segments: {},
	experiences: {
		hero: headline({ per: 'segment', default: { headline: 'x' } }),
		list: productList({ per: 'visitor', default: { label: 'x', products: [] } }),
		checkout: flags({ per: 'segment', default: { enabled: false, layout: 'v1', columns: 3 } }),
		promo: experience({
			per: 'segment',
			schema: z.object({ code: z.string(), until: z.number().default(0) }),
			default: { code: 'x' },
		}),
		localHero: headline({ per: 'segment', localized: true, default: { en: { headline: 'x' } } }),
		localList: productList({
			per: 'segment',
			localized: true,
			default: { en: { label: 'x', products: [] } },
		}),
		localCheckout: flags({
			per: 'segment',
			localized: true,
			default: { en: { enabled: false, layout: 'v1' }, de: { enabled: true, layout: 'v2' } },
		}),
		localPromo: experience({
			per: 'segment',
			schema: localized(z.object({ code: z.string(), until: z.number().default(0) })),
			default: { en: { code: 'x' }, de: { code: 'y', until: 1 } },
		}),
	},
	groups: {
		localSlots: group(
			headline({ per: 'segment', localized: true, default: { en: { headline: '' } } }),
		),
		slots: group(headline({ per: 'segment', default: { headline: '' } })),
	},
});
type Definition = typeof defined;
type Experiences = Definition['experiences'];

describe('the type of', () => {
	it('each declared payload is what its schema makes', () => {
		expectTypeOf<PayloadOfExperience<Experiences['hero']>>().toEqualTypeOf<HeadlinePayload>();
		expectTypeOf<PayloadOfExperience<Experiences['list']>>().toEqualTypeOf<{
			label: string;
			products: Product[];
		}>();
		expectTypeOf<PayloadOfExperience<Experiences['promo']>>().toEqualTypeOf<{
			code: string;
			until: number;
		}>();
	});

	it('a flag is that of its default, widened', () => {
		expectTypeOf<PayloadOfExperience<Experiences['checkout']>>().toEqualTypeOf<{
			enabled: boolean;
			layout: string;
			columns: number;
		}>();
	});

	it('a localized payload is that of one locale', () => {
		expectTypeOf<PayloadOfExperience<Experiences['localHero']>>().toEqualTypeOf<HeadlinePayload>();
		expectTypeOf<PayloadOfExperience<Experiences['localList']>>().toEqualTypeOf<{
			label: string;
			products: Product[];
		}>();
		expectTypeOf<PayloadOfExperience<Experiences['localCheckout']>>().toEqualTypeOf<{
			enabled: boolean;
			layout: string;
		}>();
		expectTypeOf<PayloadOfExperience<Experiences['localPromo']>>().toEqualTypeOf<{
			code: string;
			until: number;
		}>();
		expectTypeOf<
			PayloadOfExperience<Definition['groups']['localSlots']['member']>
		>().toEqualTypeOf<HeadlinePayload>();
	});

	it('a localized default is refused by the editor where one locale does not fit', () => {
		// @ts-expect-error -- not a headline
		headline({ per: 'segment', localized: true, default: { en: { title: 'x' } } });
		// @ts-expect-error -- no locales
		headline({ per: 'segment', localized: true, default: { headline: 'x' } });
		// @ts-expect-error -- locales, but not localized
		headline({ per: 'segment', default: { en: { headline: 'x' } } });
		const schema = localized(z.object({ code: z.string() }));
		// @ts-expect-error -- a number for a string
		experience({ per: 'segment', schema, default: { en: { code: 1 } } });
		expect(schema.inLocale('en')).toBe(schema.inLocale('de'));
	});

	it('the names are the declared ones', () => {
		type Names = keyof Experiences;
		expect(Object.keys(defined.experiences)).toHaveLength(8);
		expectTypeOf<Extract<Names, 'hero' | 'localPromo'>>().toEqualTypeOf<'hero' | 'localPromo'>();
		expectTypeOf<string extends Names ? true : false>().toEqualTypeOf<false>();
		expectTypeOf<keyof Definition['groups']>().toEqualTypeOf<'slots' | 'localSlots'>();
	});

	it('an experience without `per` is refused by the editor', () => {
		expectTypeOf(headline).toBeCallableWith({ per: 'segment', default: { headline: 'x' } });
		// @ts-expect-error -- `per` is missing
		headline({ default: { headline: 'x' } });
	});

	it('a sourceId is that of a string', () => {
		expectTypeOf<Profile>().toEqualTypeOf<
			{ readonly userId: string } | { readonly sourceId: string; readonly profileId: string }
		>();
	});
});

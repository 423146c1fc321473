import { z } from 'astro/zod';
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
	defineChoose,
	experience,
	flags,
	group,
	headline,
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
	},
	groups: { slots: group(headline({ per: 'segment', default: { headline: '' } })) },
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

	it('the names are the declared ones', () => {
		expect(Object.keys(defined.experiences)).toEqual(['hero', 'list', 'checkout', 'promo']);
		expectTypeOf<keyof Experiences>().toEqualTypeOf<'hero' | 'list' | 'checkout' | 'promo'>();
		expectTypeOf<keyof Definition['groups']>().toEqualTypeOf<'slots'>();
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

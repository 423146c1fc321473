import { defineChoose, experience, flags, group, headline, productList } from 'astro-choose/config';
import { z } from 'astro/zod';

export default defineChoose({
	// The order is the cascade: a member who comes from an advertisement is shown what members are shown, and the advertisement's choice
	// wherever there is none for members.
	segments: {
		acme: {
			profile: { userId: 'account-acme' },
			when: { host: 'acme.larkfell.example' },
		},
		pro: {
			profile: { sourceId: '1575686747310551000', profileId: 'segment_pro' },
			when: { cookie: { plan: 'pro' } },
		},
		'paid-social': {
			profile: { userId: 'segment-paid-social' },
			when: { query: { utm_source: ['facebook', 'instagram'] } },
			persist: '30m',
		},
		everyone: { profile: { userId: 'segment-everyone' } },
	},

	experiences: {
		'home-hero': headline({
			per: 'segment',
			seo: true,
			default: {
				eyebrow: 'Fell, trail and everything between',
				headline: 'Made for the way up',
				text: 'Shoes and kit for running on hills, tried in our own weather before we sell them in yours.',
				cta: { label: 'See the shoes', href: '/products/' },
			},
		}),
		'best-sellers': productList({
			per: 'segment',
			seo: true,
			default: {
				label: 'What people come back for',
				products: [
					{
						title: 'Rake 2',
						category: 'Fell shoe',
						price: '125',
						currency: 'GBP',
						href: '/products/rake-2/',
						image: '/catalogue/rake-2.webp',
					},
					{
						title: 'Swale 4',
						category: 'Trail shoe',
						price: '115',
						currency: 'GBP',
						href: '/products/swale-4/',
						image: '/catalogue/swale-4.webp',
					},
					{
						title: 'Drift',
						category: 'Waterproof jacket',
						price: '160',
						currency: 'GBP',
						href: '/products/drift-shell/',
						image: '/catalogue/drift-shell.webp',
					},
					{
						title: 'Hause 8',
						category: 'Vest pack',
						price: '110',
						currency: 'GBP',
						href: '/products/hause-8/',
						image: '/catalogue/hause-8.webp',
					},
				],
			},
		}),
		'lp-hero': headline({
			per: 'segment',
			default: {
				headline: 'Your first pair travels free',
				text: 'Delivery and returns cost nothing on a first order, for sixty days and on any ground.',
				cta: { label: 'Choose a pair', href: '/products/' },
			},
		}),
		'service-note': headline({
			per: 'segment',
			default: { headline: 'Free returns for sixty days, mud included' },
		}),
		'pricing-layout': flags({
			per: 'segment',
			default: { layout: 'cards', yearlyFirst: false, teams: false },
		}),
		promo: experience({
			per: 'segment',
			schema: z.object({ code: z.string(), text: z.string() }),
			default: { code: '', text: '' },
		}),
	},

	groups: {
		'home-slots': group(headline({ per: 'segment', default: { headline: '' } })),
	},

	visitor: {
		consent: (context) => context.cookie('larkfell_consent') === 'granted',
	},
});

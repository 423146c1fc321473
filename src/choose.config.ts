import {
	defineChoose,
	experience,
	flags,
	group,
	headline,
	localized,
	productList,
} from 'astro-choose/config';
import { z } from 'astro/zod';
import { productsFor } from './best-sellers';

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

	// Payloads carry both languages; a page reads its own.
	experiences: {
		'home-hero': headline({
			per: 'segment',
			seo: true,
			localized: true,
			default: {
				en: {
					eyebrow: 'Fell, trail and everything between',
					headline: 'Made for the way up',
					text: 'Shoes and kit for running on hills, tried in our own weather before we sell them in yours.',
					cta: { label: 'See the shoes', href: '/products/' },
				},
				de: {
					eyebrow: 'Berg, Trail und alles dazwischen',
					headline: 'Gemacht für den Weg nach oben',
					text: 'Schuhe und Ausrüstung für den Berglauf, erprobt in unserem Wetter, bevor du sie in deinem trägst.',
					cta: { label: 'Zu den Schuhen', href: '/de/products/' },
				},
			},
		}),
		'best-sellers': productList({
			per: 'segment',
			seo: true,
			localized: true,
			default: {
				en: { label: 'What people come back for', products: productsFor('en') },
				de: { label: 'Wofür man wiederkommt', products: productsFor('de') },
			},
		}),
		'lp-hero': headline({
			per: 'segment',
			localized: true,
			default: {
				en: {
					headline: 'Your first pair travels free',
					text: 'Delivery and returns cost nothing on a first order, for sixty days and on any ground.',
					cta: { label: 'Choose a pair', href: '/products/' },
				},
				de: {
					headline: 'Dein erstes Paar reist gratis',
					text: 'Bei der ersten Bestellung kosten Versand und Rückgabe nichts, 60 Tage lang und auf jedem Boden.',
					cta: { label: 'Ein Paar aussuchen', href: '/de/products/' },
				},
			},
		}),
		'service-note': headline({
			per: 'segment',
			localized: true,
			default: {
				en: { headline: 'Free returns for sixty days, mud included' },
				de: { headline: '60 Tage kostenlose Rückgabe, auch mit Schlamm' },
			},
		}),
		'pricing-layout': flags({
			per: 'segment',
			default: { layout: 'cards', yearlyFirst: false, teams: false },
		}),
		promo: experience({
			per: 'segment',
			schema: localized(z.object({ code: z.string(), text: z.string() })),
			default: { en: { code: '', text: '' }, de: { code: '', text: '' } },
		}),
	},

	groups: {
		'home-slots': group(
			headline({
				per: 'segment',
				localized: true,
				default: { en: { headline: '' }, de: { headline: '' } },
			}),
		),
	},

	visitor: {
		consent: { cookie: { larkfell_consent: 'granted' } },
	},
});

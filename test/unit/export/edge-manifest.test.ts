import { describe, expect, it } from 'vitest';
import { z } from 'astro/zod';
import { createDecisionTable } from '../../../integration/src/decisions/decision-table.js';
import type { ChooseDefinition } from '../../../integration/src/definition/definition-types.js';
import { experience } from '../../../integration/src/definition/experiences.js';
import { localized } from '../../../integration/src/definition/localized.js';
import { siteLocales, withSiteLocales } from '../../../integration/src/definition/site-locales.js';
import {
	createEdgeManifest,
	type EdgeManifestInput,
} from '../../../integration/src/export/create-edge-manifest.js';
import type { StoredPage } from '../../../integration/src/store/index-file.js';
import { valueOfRead, type ReadName } from '../../../integration/src/variants/reads.js';
import { definitionOf, text, texts } from '../../support/definition.js';
import { SITE_CONFIG } from '../../support/edge-manifest.js';

const definition = withSiteLocales(
	definitionOf({
		segments: {
			pro: { when: { cookie: { plan: 'pro' } }, persist: '1h' },
			member: { when: false },
			social: { when: { query: { utm_source: true } } },
			everyone: {},
		},
		experiences: {
			hero: text(),
			unread: text(),
			tip: experience({
				per: 'segment',
				schema: localized(z.string()),
				default: { en: 'default', de: 'default' },
			}),
		},
		groups: { slots: texts() },
		device: { header: 'CF-Device-Type', mobile: ['Mobile', 'tablet'] },
	}),
	siteLocales({ locales: ['en', 'de'], defaultLocale: 'en' }),
);

const table = createDecisionTable(
	definition,
	[
		{
			segment: 'pro',
			device: 'desktop',
			fetchedAt: 0,
			reply: { experiences: { hero: 'pro', unread: 'pro', tip: { en: 'pro' } }, groups: {} },
		},
		{
			segment: 'everyone',
			device: 'mobile',
			fetchedAt: 0,
			reply: {
				experiences: { hero: 'default', unread: 'all' },
				groups: { slots: [{ name: 'a', payload: 'p' }] },
			},
		},
	],
	() => undefined,
);

const HERO: ReadName = { kind: 'experience', name: 'hero' };
const DEVICE: ReadName = { kind: 'device', name: '' };
const SLOTS: ReadName = { kind: 'group', name: 'slots' };
const TIP_EN: ReadName = { kind: 'experience', name: 'tip', locale: 'en' };
const TIP_DE: ReadName = { kind: 'experience', name: 'tip', locale: 'de' };

function pageReading(names: readonly ReadName[]): StoredPage {
	const value = (read: ReadName) =>
		valueOfRead({ decisions: table.defaults, device: 'desktop' }, read) ?? '';
	return {
		file: 'index.html',
		request: { url: 'http://localhost/', route: '/', component: 'index.astro', type: 'page' },
		variants: [
			{ body: 'b', headers: {}, reads: names.map((read) => ({ ...read, value: value(read) })) },
		],
	};
}

function manifestOf(
	pages: readonly StoredPage[],
	{ signed = null, ...written }: Partial<EdgeManifestInput> = {},
) {
	return createEdgeManifest({
		index: { build: { modules: [], digest: 'build' }, pages: [...pages] },
		definition,
		table,
		config: SITE_CONFIG,
		diagnostics: true,
		folder: '_choose-x/',
		signed,
		...written,
	});
}

describe('the manifest of an edge', () => {
	it('numbers what is decided, and says zero where a segment has no choice', () => {
		const { reads, decided, pages } = manifestOf([pageReading([HERO, DEVICE, SLOTS])]);
		expect(reads).toEqual([HERO, DEVICE, SLOTS]);
		expect(decided.desktop.defaults).toEqual([1, 1, 1]);
		expect(decided.mobile.defaults).toEqual([1, 2, 1]);
		expect(decided.desktop.chosen).toEqual([
			[2, 0, 0],
			[0, 0, 0],
			[0, 0, 0],
		]);
		// A choice of what is the default is a choice: no segment behind it is asked.
		expect(decided.mobile.chosen.at(-1)).toEqual([1, 0, 2]);
		expect(pages[0]?.variants[0]?.reads).toEqual([0, 1, 1, 1, 2, 1]);
	});

	it('lets who has a choice in one language decide for all of them', () => {
		const { decided } = manifestOf([pageReading([TIP_EN, TIP_DE])]);
		expect(decided.desktop.defaults).toEqual([1, 1]);
		expect(decided.desktop.chosen[0]).toEqual([2, 1]);
		expect(decided.mobile.chosen[0]).toEqual([0, 0]);
	});

	it('holds nothing that no page reads, and no segment that no rule recognises', () => {
		const manifest = manifestOf([pageReading([HERO])]);
		expect(manifest.reads).toEqual([HERO]);
		expect(manifest.segments).toEqual([
			{ name: 'pro', when: { cookie: { plan: 'pro' } }, persist: 3_600_000 },
			{ name: 'social', when: { query: { utm_source: true } } },
			{ name: 'everyone' },
		]);
		expect(JSON.stringify(manifest)).not.toMatch(/member|unread|of-pro/);
	});

	it('says nothing of pages where an origin answers', () => {
		const signed = { device: { desktop: 'd~x', mobile: 'm~x' }, segments: ['a~x', 'b~x', ''] };
		const manifest = manifestOf([pageReading([HERO])], { signed });
		expect(manifest).toMatchObject({ pages: [], reads: [], signed });
	});

	it('names the hosts of rules that read the host, and no others', () => {
		const security = {
			allowedDomains: [
				{ hostname: '*.example.com', protocol: 'https' },
				{ hostname: 'other.example', pathname: '/only/**' },
			],
		};
		const config = { ...SITE_CONFIG, security };
		expect(manifestOf([], { config }).hosts).toEqual([]);
		const byHost = definitionOf({ segments: { acme: { when: { host: 'acme.example.com' } } } });
		expect(manifestOf([], { config, definition: byHost }).hosts).toEqual([
			{ hostname: '*.example.com', protocol: 'https' },
		]);
	});

	it('says how the site writes its URLs and heads its answers', () => {
		const manifest = manifestOf([], {
			config: { ...SITE_CONFIG, base: '/docs/', trailingSlash: 'never', build: { format: 'file' } },
		});
		expect(manifest).toMatchObject({ base: '/docs', trailingSlash: 'never', format: 'file' });
		expect(manifest.vary).toBe('Accept-Encoding, User-Agent, Cookie, Cf-Device-Type');
		expect(manifest.device).toEqual({ header: 'cf-device-type', mobile: ['mobile', 'tablet'] });
		expect(manifestOf([]).base).toBe('');
	});

	it('asks for consent only where something is kept', () => {
		expect(manifestOf([]).consent).toBe('not-needed');
		const nothingKept: ChooseDefinition = definitionOf({ segments: { everyone: {} } });
		expect(manifestOf([], { definition: nothingKept }).consent).toBeNull();
	});
});

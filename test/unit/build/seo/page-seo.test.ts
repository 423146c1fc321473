import { z } from 'astro/zod';
import { describe, expect, it } from 'vitest';
import { describeSeo } from '../../../../integration/src/build/seo/page-seo.js';
import { createFactsReader } from '../../../../integration/src/build/seo/read-facts.js';
import type { SeoReport } from '../../../../integration/src/build/seo/seo-types.js';
import { decideDefaults } from '../../../../integration/src/decisions/decide.js';
import { digestValue } from '../../../../integration/src/decisions/digest.js';
import { experience, group } from '../../../../integration/src/definition/experiences.js';
import type { Read } from '../../../../integration/src/variants/reads.js';
import { definitionOf, text } from '../../../support/definition.js';

const declared = experience({ per: 'segment', schema: z.string(), seo: true, default: 'default' });
const definition = definitionOf({
	experiences: { hero: text(), tip: text(), products: declared },
	groups: { slots: group(declared) },
});
const defaults = decideDefaults(definition, 'absent');

/** What a page shows: `{ hero, tip, products, device }`, of which it reads what is there. */
type Shown = Readonly<Record<string, string>>;

/** Compares renderings of a page, the default first. */
function compare(render: (shown: Shown) => string, ...variants: readonly Shown[]): SeoReport[] {
	const read = createFactsReader('https://example.com/');
	const described = describeSeo(
		variants.map((shown) => ({ reads: readsOf(shown), facts: read(render(shown)) })),
		definition,
		defaults,
	);
	return described.map(({ seo }) => seo);
}

function readsOf(shown: Shown): Read[] {
	return Object.entries(shown).map(([name, value]) => {
		if (name === 'device') return { kind: 'device', name: '', value };
		if (name !== 'slots') return { kind: 'experience', name, value: digestValue(value) };
		const entries = value === '' ? [] : [{ name: 'slot', payload: value }];
		return { kind: 'group', name, value: digestValue(entries) };
	});
}

const link = (target: string) => `<a href="/${target}">`;

describe('what search engines read of the variants of a page', () => {
	it('is told of the default and of each variant', () => {
		const html = ({ hero = '' }: Shown) =>
			`<title>${hero}</title><h1>${hero}</h1><link rel="canonical" href="/">` +
			`${link('')}${link(hero)}<script type="application/ld+json">{"@type":"WebSite"}</script>`;
		const [standard, variant] = compare(html, { hero: 'default' }, { hero: 'other' });
		expect(standard).toEqual({
			title: ['default'],
			description: [],
			h1: ['default'],
			canonical: ['https://example.com/'],
			robots: [],
			hreflang: [],
			links: 2,
			structuredData: ['WebSite'],
			differences: [],
			undeclared: [],
		});
		expect(variant?.differences).toEqual([
			{ part: 'title', removed: ['default'], added: ['other'] },
			{ part: 'h1', removed: ['default'], added: ['other'] },
			{ part: 'links', removed: ['/default'], added: ['/other'] },
		]);
	});

	it('is short however much differs', () => {
		const html = ({ hero }: Shown) =>
			Array.from({ length: 50 }, (_, number) => link(`${hero ?? ''}-${number}`)).join('') +
			`<h1>${(hero ?? '').repeat(100)}</h1>`;
		const [, variant] = compare(html, { hero: 'default' }, { hero: 'other' });
		expect(variant?.differences.at(-1)?.added).toHaveLength(5);
		expect(variant?.differences.at(-1)?.added.at(-1)).toBe('… and 46 more');
		expect(JSON.stringify(variant).length).toBeLessThan(1_500);
	});

	it('shows of structured data what differs in it', () => {
		const html = ({ products = '' }: Shown) =>
			`<script type="application/ld+json">${JSON.stringify({
				'@type': 'ItemList',
				url: 'https://example.com/',
				itemListElement: [{ position: 1, item: { name: products } }],
			})}</script>`;
		const [, variant] = compare(html, { products: 'default' }, { products: 'Kite' });
		expect(variant?.structuredData).toEqual(['ItemList']);
		expect(variant?.differences).toEqual([
			{ part: 'structuredData', removed: ['name: default'], added: ['name: Kite'] },
		]);
	});

	it('lists the types of a graph, and what is no JSON', () => {
		const html = () =>
			'<script type="application/ld+json">{"@graph":[{"@type":"A"},{"@type":["B","C"]}]}</script>' +
			'<script type="application/ld+json">{</script>';
		expect(compare(html, {})[0]?.structuredData).toEqual(['A', 'B C', 'invalid JSON']);
	});
});

describe('a change that is not declared', () => {
	const undeclared = (render: (shown: Shown) => string, ...variants: readonly Shown[]) =>
		compare(render, ...variants).map((seo) =>
			seo.undeclared.map(({ part, changedBy }) => [part, ...changedBy].join(' ')),
		);

	it.each([
		['canonical', ({ hero = '' }: Shown) => `<link rel="canonical" href="/${hero}/">`],
		['robots', ({ hero = '' }: Shown) => `<meta name="robots" content="${hero}">`],
		['hreflang', ({ hero = '' }: Shown) => `<link rel="alternate" hreflang="de" href="/${hero}/">`],
		['links', ({ hero = '' }: Shown) => link(hero)],
		[
			'structuredData',
			({ hero = '' }: Shown) => `<script type="application/ld+json">{"a":"${hero}"}</script>`,
		],
	])('is one of %s', (part, html) => {
		expect(undeclared(html, { hero: 'default' }, { hero: 'other' })).toEqual([
			[],
			[`${part} hero`],
		]);
	});

	it.each(['title', 'h1'])('is none of %s', (tag) => {
		const html = ({ hero = '' }: Shown) => `<${tag}>${hero}</${tag}>`;
		expect(undeclared(html, { hero: 'default' }, { hero: 'other' })).toEqual([[], []]);
	});

	it('is none of an experience, or of a group, that says seo: true', () => {
		const html = ({ products = '', slots = '' }: Shown) => link(products) + link(slots);
		const standard = { products: 'default', slots: '' };
		expect(
			undeclared(html, standard, { ...standard, products: 'x' }, { ...standard, slots: 'x' }),
		).toEqual([[], [], []]);
	});

	it('is found where a declared experience changes as well', () => {
		const html = ({ hero = '', products = '' }: Shown) => link(products) + link(hero);
		expect(
			undeclared(
				html,
				{ hero: 'default', products: 'default' },
				{ hero: 'default', products: 'kite' },
				{ hero: 'other', products: 'kite' },
			),
		).toEqual([[], [], ['links hero']]);
	});

	it('is found between a phone and a desktop', () => {
		const html = ({ device = '' }: Shown) => link(device);
		expect(undeclared(html, { device: 'desktop' }, { device: 'mobile' })).toEqual([
			[],
			['links device'],
		]);
	});

	it('is laid to what made it, not to what happens to change beside it', () => {
		const html = ({ hero = '', device = '' }: Shown) => `<h1>${hero}</h1>${link(device)}`;
		expect(
			undeclared(
				html,
				{ hero: 'default', device: 'desktop' },
				{ hero: 'default', device: 'mobile' },
				{ hero: 'other', device: 'desktop' },
				{ hero: 'other', device: 'mobile' },
			),
		).toEqual([[], ['links device'], [], ['links device']]);
	});

	it('is laid to all that may have made it', () => {
		const html = ({ hero = '' }: Shown) => link(hero);
		const variants = [
			{ hero: 'default', tip: 'default' },
			{ hero: 'other', tip: 'other' },
		];
		expect(undeclared(html, ...variants)).toEqual([[], ['links hero tip']]);
	});

	it('is none when only the order is another', () => {
		const html = ({ hero }: Shown) =>
			hero === 'default' ? link('a') + link('b') : link('b') + link('a');
		expect(undeclared(html, { hero: 'default' }, { hero: 'other' })).toEqual([[], []]);
	});
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFixtureSite, type FixtureSite } from '../support/fixture.js';

const HERO = "hero: headline({ per: 'segment', default: { headline: 'Hero' } })";
const PRO = "pro: { profile: { userId: 'segment-pro' }, when: { cookie: { plan: 'pro' } } }";

/** A definitions file. */
function define({ segments = PRO, experiences = HERO, more = '' }): string {
	return `import { defineChoose, headline } from 'astro-choose/config';
export default defineChoose({ segments: { ${segments} }, experiences: { ${experiences} }, ${more} });`;
}

/** Name, where, what is written. */
const MISTAKES: readonly (readonly [name: string, path: string, written: string])[] = [
	[
		'MissingPer',
		'experiences.hero.per',
		define({ experiences: "hero: headline({ default: { headline: 'Hero' } })" }),
	],
	[
		'DefaultDoesNotFit',
		'experiences.hero.default',
		define({ experiences: "hero: headline({ per: 'segment', default: { headline: 5 } })" }),
	],
	[
		'InvalidName',
		'experiences.my hero',
		define({ experiences: HERO.replace('hero', "'my hero'") }),
	],
	[
		'NumericSourceId',
		'segments.pro.profile.sourceId',
		define({ segments: "pro: { profile: { sourceId: 1575686747310551000, profileId: 'p' } }" }),
	],
	[
		'DuplicateProfile',
		'segments.other.profile',
		define({ segments: `${PRO}, ${PRO.replace('pro:', 'other:')}` }),
	],
	[
		'CatchAllNotLast',
		'segments.all',
		define({ segments: `all: { profile: { userId: 'a' } }, ${PRO}` }),
	],
	[
		'ConsentNotConfigured',
		'segments.pro.persist',
		define({ segments: PRO.replace('when', "persist: '30m', when") }),
	],
	['UnknownKey', 'segments.pro.who', define({ segments: PRO.replace('when', 'who: 1, when') })],
	[
		'HostNotValidated',
		'segments.b2b.when.host',
		define({ segments: "b2b: { profile: { userId: 'b' }, when: { host: 'b2b.example' } }" }),
	],
	[
		'LocalesNotConfigured',
		'experiences.hero',
		define({ experiences: HERO.replace('default:', 'localized: true, default:') }).replace(
			"{ headline: 'Hero' }",
			"{ en: { headline: 'Hero' } }",
		),
	],
	['ConfigNotReadable', 'choose.config.ts', 'export default {'],
	['ConfigNotReadable', 'choose.config.ts', 'export const choose = {};'],
];

const CONFIG = (integration: string, adapter: string) => `import node from '@astrojs/node';
import choose from 'astro-choose';
export default { ${adapter} integrations: [choose(${integration})] };`;
const NODE = "adapter: node({ mode: 'standalone' }),";
const OPTIONS = "{ org: 'fixture', project: 'site' }";

describe('a mistake that stops the build', () => {
	let site: FixtureSite;
	const build = async (key = 'a.key') => {
		const env = { INTEMPT_API_KEY: key, INTEMPT_API_URL: 'http://127.0.0.1:9' };
		const { code, output } = await site.build(env);
		expect(code, output).not.toBe(0);
		return output;
	};

	beforeAll(async () => {
		site = await createFixtureSite('tiny');
		await site.write('astro.config.mjs', CONFIG(OPTIONS, NODE));
	});
	afterAll(() => site.remove());

	it.each(MISTAKES)('in the definitions is printed as %s at %s', async (name, path, written) => {
		await site.write('src/choose.config.ts', written);
		const output = await build();
		expect(output).toContain(name);
		expect(output).toContain(path);
		expect(output).toMatch(/Expected .*; found /);
		expect(output).not.toContain('Building');
	});

	it('does not hide the others', async () => {
		const segments =
			"pro: { profile: { userId: '' }, when: {} }, '1st': { profile: { userId: 'x' } }";
		await site.write('src/choose.config.ts', define({ segments, more: 'extra: 1,' }));
		const output = await build();
		for (const path of ['segments.pro.profile', 'segments.pro.when', 'segments.1st', 'extra']) {
			expect(output).toContain(path);
		}
	});

	describe('elsewhere', () => {
		beforeAll(() => site.write('src/choose.config.ts', define({})));

		it.each([
			[
				'UnknownKey',
				'orgName',
				CONFIG("{ orgName: 'fixture', org: 'a', project: 'b' }", NODE),
				'a.key',
			],
			['InvalidValue', 'project', CONFIG("{ org: 'fixture', project: '' }", NODE), 'a.key'],
			[
				'ConfigNotFound',
				'nowhere.ts',
				CONFIG("{ org: 'a', project: 'b', config: 'nowhere.ts' }", NODE),
				'a.key',
			],
			[
				'UnsupportedAdapter',
				'@astrojs/node',
				CONFIG(OPTIONS, "adapter: { name: 'other', hooks: {} },"),
				'a.key',
			],
			[
				'InvalidValue',
				'edge.folder',
				CONFIG(`{ ${OPTIONS.slice(1, -1)}, edge: { folder: 'dist/edge' } }`, NODE),
				'a.key',
			],
			['MalformedApiKey', 'INTEMPT_API_KEY', CONFIG(OPTIONS, NODE), 'no-dot-in-it'],
		])('is printed as %s at %s', async (name, path, config, key) => {
			await site.write('astro.config.mjs', config);
			const output = await build(key);
			expect(output).toContain(name);
			expect(output).toContain(path);
			expect(output).not.toContain('no-dot-in-it');
		});

		it('in the name that a page reads is printed with the names there are', async () => {
			await site.write('astro.config.mjs', CONFIG(OPTIONS, NODE));
			const output = await build();
			expect(output).toMatch(/UnknownExperience[^]*get\('tip'\)[^]*hero/);
		});
	});
});

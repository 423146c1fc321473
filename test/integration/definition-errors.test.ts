import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFixtureSite, type FixtureSite } from '../support/fixture.js';
import { notEmpty } from '../support/not-empty.js';

const HERO = "hero: headline({ per: 'segment', default: { headline: 'Hero' } })";
const PRO = "pro: { profile: { userId: 'segment-pro' }, when: { cookie: { plan: 'pro' } } }";

/** A definitions file. */
function define({ segments = PRO, experiences = HERO, more = '' }): string {
	return `import { defineChoose, headline } from 'astro-choose/config';
export default defineChoose({ segments: { ${segments} }, experiences: { ${experiences} }, ${more} });`;
}

/** [what is mistaken, a file with every such mistake, name and place of each] */
const MISTAKES: readonly (readonly [
	kind: string,
	written: string,
	all: readonly (readonly [name: string, path: string])[],
])[] = [
	[
		'one value',
		define({
			segments: `'1st': { profile: { userId: 'x' } },
				${PRO.replace('when', 'who: 1, when')},
				empty: { profile: { userId: '' }, when: {} },
				source: { profile: { sourceId: 1575686747310551000, profileId: 'p' } },`,
			experiences: `everywhere: headline({ default: { headline: 'Hero' } }),
				number: headline({ per: 'segment', default: { headline: 5 } }),
				${HERO.replace('hero', "'my hero'")},`,
			more: 'extra: 1,',
		}),
		[
			['InvalidName', 'segments.1st'],
			['UnknownKey', 'segments.pro.who'],
			['InvalidValue', 'segments.empty.profile.userId'],
			['InvalidValue', 'segments.empty.when'],
			['NumericSourceId', 'segments.source.profile.sourceId'],
			['MissingPer', 'experiences.everywhere.per'],
			['DefaultDoesNotFit', 'experiences.number.default'],
			['InvalidName', 'experiences.my hero'],
			['UnknownKey', 'extra'],
		],
	],
	[
		'what one segment says of others',
		define({
			segments: `all: { profile: { userId: 'a' } },
				${PRO.replace('when', "persist: '30m', when")},
				${PRO.replace('pro:', 'other:')},`,
		}),
		[
			['CatchAllNotLast', 'segments.all'],
			['ConsentNotConfigured', 'segments.pro.persist'],
			['DuplicateProfile', 'segments.other.profile'],
		],
	],
	[
		'the host, which the site does not validate',
		define({
			segments: "b2b: { profile: { userId: 'b' }, when: { host: 'b2b.example' } }",
		}),
		[['HostNotValidated', 'segments.b2b.when.host']],
	],
	[
		'the languages, which the site has not',
		define({
			experiences: HERO.replace('default:', 'localized: true, default:').replace(
				"{ headline: 'Hero' }",
				"{ en: { headline: 'Hero' } }",
			),
		}),
		[['LocalesNotConfigured', 'experiences.hero']],
	],
	['the syntax', 'export default {', [['ConfigNotReadable', 'choose.config.ts']]],
	['the export', 'export const choose = {};', [['ConfigNotReadable', 'choose.config.ts']]],
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

	it.each(MISTAKES)('in the definitions is printed: %s', async (_kind, written, all) => {
		await site.write('src/choose.config.ts', written);
		const output = await build();
		const lines = output.split('\n').filter((line) => /Expected .*; found /.test(line));
		expect(lines).toHaveLength(all.length);
		for (const [name, path] of notEmpty(all)) {
			const told = lines.filter((line) => line.includes(path) && line.includes(`(${name})`));
			expect(told, `${name} at ${path} in ${output}`).toHaveLength(1);
		}
		expect(output).not.toContain('Building');
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

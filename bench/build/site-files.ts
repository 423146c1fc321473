import type { SeedInput } from 'astro-choose/emulator';
import { chooseConfig, PAGE_BODY, ROW_FILES } from '../page-files.ts';
import { API_KEY } from '../site-folder.ts';

/** With a phone and a desktop each: 40 audiences. */
const SEGMENTS = 20;

/** A site of pages of 30 KB, each of which reads one experience. */
export interface SiteToBuild {
	readonly pages: number;
	/** Different headlines that are decided; each makes one variant of each page, beside its default. */
	readonly outcomes: number;
	/** Without the integration. */
	readonly isPlain?: boolean;
	/** Whether builds take over what they can from the one before. */
	readonly isIncremental?: boolean;
}

export function filesOf({
	pages,
	isPlain = false,
	isIncremental = false,
}: SiteToBuild): Readonly<Record<string, string>> {
	return {
		'astro.config.mjs': `import node from '@astrojs/node';
import choose from 'astro-choose';
import { defineConfig } from 'astro/config';
let started;
const before = { name: 'before', hooks: { 'astro:build:done': () => { started = performance.now(); } } };
const after = { name: 'after', hooks: { 'astro:build:done': () => {
	console.log('finished in ' + (performance.now() - started) + ' ms');
} } };
export default defineConfig({
	adapter: node({ mode: 'standalone' }),
	integrations: [before, ${isPlain ? '' : "choose({ org: 'bench', project: 'site' }),"} after],
	experimental: { incrementalBuild: ${isIncremental} },
});
`,
		'src/choose.config.ts': chooseConfig(SEGMENTS, 'Default'),
		'src/pages/[page].astro': `---
import Row from '../components/Row.astro';
export function getStaticPaths() {
	return Array.from({ length: ${pages} }, (_, n) => ({
		params: { page: 'page-' + n },
		${isIncremental ? "cacheKey: 'page-' + n," : ''}
	}));
}
const { headline } = Astro.locals.choose?.get('hero') ?? { headline: 'Default' };
${PAGE_BODY}`,
		...ROW_FILES,
	};
}

/** `isChanged`: one segment is decided a headline that no other has. */
export function createSeed({ outcomes }: SiteToBuild, isChanged: boolean): SeedInput {
	const outcomeOf = (segment: number) =>
		isChanged && segment === 0 ? 'changed' : `outcome-${segment % outcomes}`;
	const segments = Array.from({ length: SEGMENTS }, (_, number) => number);
	return {
		org: 'bench',
		project: 'site',
		keys: [API_KEY],
		users: segments.map((number) => ({
			userId: `segment-${number}`,
			attributes: { outcome: outcomeOf(number) },
		})),
		experiences: [
			{
				name: 'hero',
				variants: [...new Set(segments.map(outcomeOf))].map((outcome) => ({
					targeting: { outcome },
					body: { headline: `Headline of ${outcome}` },
				})),
			},
		],
	};
}

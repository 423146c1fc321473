import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEmulator, type SeedInput } from 'astro-choose/emulator';
import { runNode } from '../test/support/process.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const API_KEY = 'bench.secret';
/** Segments of the bench site; each is decided its own headline, so that every page has one variant for each. */
export const SEGMENTS = 8;

export interface BuiltSite {
	readonly root: string;
	/** What `astro build` printed. */
	readonly output: string;
}

/** How the site is made: for our Node server, without the integration, as files for edges, or for our Node server behind an edge. */
export type SiteMode = 'node' | 'plain' | 'static' | 'origin';

/** Sealed and signed with, in benches and in nothing else. */
export const SECRET = 'of a bench, and of nothing else!';

/** Builds a site of `pages` pages of about 30 KB each. */
export async function buildSite(
	name: string,
	{ pages, mode = 'node' }: { readonly pages: number; readonly mode?: SiteMode },
): Promise<BuiltSite> {
	const root = join(ROOT, '.cache/bench', name);
	await rm(root, { recursive: true, force: true });
	await writeSite(root, pages);
	const emulator = await startEmulator({ seed: createSeed() });
	try {
		const { code, output } = await runNode(
			[join(ROOT, 'node_modules/astro/bin/astro.mjs'), 'build'],
			{
				cwd: root,
				env: {
					INTEMPT_API_KEY: API_KEY,
					INTEMPT_API_URL: emulator.url,
					BENCH_MODE: mode,
					CHOOSE_SECRET: SECRET,
				},
			},
		);
		if (code !== 0) throw new Error(`the bench site could not be built:\n${output}`);
		return { root, output };
	} finally {
		await emulator.close();
	}
}

async function writeSite(root: string, pages: number): Promise<void> {
	const files: Readonly<Record<string, string>> = {
		'astro.config.mjs': `import node from '@astrojs/node';
import choose from 'astro-choose';
import { defineConfig } from 'astro/config';
const mode = process.env.BENCH_MODE;
const targets = { static: ['nginx', 'cloudflare'], origin: ['nginx'] }[mode] ?? [];
export default defineConfig({
	...(mode === 'static' ? {} : { adapter: node({ mode: 'standalone' }) }),
	integrations: mode === 'plain' ? [] : [choose({ org: 'bench', project: 'site', edge: { targets } })],
});
`,
		'src/choose.config.ts': `import { defineChoose, headline } from 'astro-choose/config';
const segments = Object.fromEntries(Array.from({ length: ${SEGMENTS} }, (_, n) => [
	'segment-' + n,
	{ profile: { userId: 'segment-' + n }, when: { cookie: { segment: String(n) } } },
]));
export default defineChoose({
	segments,
	experiences: { hero: headline({ per: 'segment', default: { headline: 'Default' } }) },
});
`,
		'src/pages/[page].astro': `---
import Row from '../components/Row.astro';
export function getStaticPaths() {
	return Array.from({ length: ${pages} }, (_, n) => ({ params: { page: 'page-' + n } }));
}
const { headline } = Astro.locals.choose?.get('hero') ?? { headline: 'Default' };
const rows = Array.from({ length: 100 }, (_, n) => n);
---
<html lang="en"><head><title>{headline}</title></head><body><h1>{headline}</h1>
<ul>{rows.map((n) => <Row number={n} page={Astro.params.page} />)}</ul></body></html>
`,
		'src/components/Row.astro': `---
const { number, page } = Astro.props;
---
<li class="row"><h2>Row {number} of {page}</h2><p>{'A sentence of a real page, long enough to be one. '.repeat(4)}</p></li>
<style>.row { padding: 1rem; }</style>
`,
	};
	for (const [file, content] of Object.entries(files)) {
		await mkdir(join(root, file, '..'), { recursive: true });
		await writeFile(join(root, file), content);
	}
	await cp(join(ROOT, 'tsconfig.json'), join(root, 'tsconfig.json'));
}

function createSeed(): SeedInput {
	const names = Array.from({ length: SEGMENTS }, (_, number) => `segment-${number}`);
	return {
		org: 'bench',
		project: 'site',
		keys: [API_KEY],
		users: names.map((userId) => ({ userId, attributes: { segment: userId } })),
		experiences: [
			{
				name: 'hero',
				variants: names.map((segment) => ({
					targeting: { segment },
					body: { headline: `Headline of ${segment}` },
				})),
			},
		],
	};
}

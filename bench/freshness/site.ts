import type { SeedInput } from 'astro-choose/emulator';
import { API_KEY, buildSiteFolder, writeSiteFolder } from '../site-folder.ts';
import type { EmulatorProcess } from './processes.ts';

const DEVICES = ['desktop', 'mobile'] as const;
const SEGMENTS = Array.from({ length: 10 }, (_, number) => `segment-${number}`);
const PAGES = 6;

const PHONE =
	'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148';

/** One of the audiences, each of which is decided a headline of its own. */
export interface BenchAudience {
	readonly name: string;
	readonly segment: string;
	readonly headers: Readonly<Record<string, string>>;
	/** What it is shown by an edition of the seed. */
	headlineIn(edition: string): string;
}

function createAudience(segment: string, device: (typeof DEVICES)[number]): BenchAudience {
	return {
		name: `${segment} ${device}`,
		segment,
		headers: {
			cookie: `segment=${segment}`,
			'user-agent': device === 'mobile' ? PHONE : 'Mozilla/5.0 (X11; Linux x86_64)',
			'accept-encoding': 'br',
		},
		headlineIn: (edition) => `${edition} for ${segment} on ${device}`,
	};
}

/** Ten segments on two devices. */
export const AUDIENCES = SEGMENTS.flatMap((segment) =>
	DEVICES.map((device) => createAudience(segment, device)),
);

/** One who comes again and again, and the page that is asked for. */
export const VISITOR = createAudience('segment-0', 'desktop');
export const VISITED = '/page-0/';

export const PATHS = Array.from({ length: PAGES }, (_, number) => `/page-${number}/`);

/** The edition that sites are built with. */
export const BUILT = 'Built';

/** A seed in which the payload of every audience carries the edition; with `only`, that of one segment, and the others' that of the build. */
export function seedOf(edition: string, only?: string): SeedInput {
	const editionFor = (segment: string) =>
		only === undefined || only === segment ? edition : BUILT;
	return {
		org: 'bench',
		project: 'site',
		keys: [API_KEY],
		users: SEGMENTS.map((userId) => ({ userId, attributes: { segment: userId } })),
		experiences: [
			{
				name: 'hero',
				variants: SEGMENTS.flatMap((segment) =>
					DEVICES.map((device) => ({
						targeting: { segment },
						device,
						body: { headline: `${editionFor(segment)} for ${segment} on ${device}` },
					})),
				),
			},
		],
	};
}

/** Builds the site: pages of 60 KB of 264 components each, all of which show the headline. `maxAge`: seconds. */
export async function buildLiveSite(
	name: string,
	maxAge: number,
	emulator: EmulatorProcess,
): Promise<string> {
	const root = await writeSiteFolder(name, filesOf(maxAge));
	await buildSiteFolder(root, { INTEMPT_API_KEY: API_KEY, INTEMPT_API_URL: emulator.url });
	return root;
}

function filesOf(maxAge: number): Readonly<Record<string, string>> {
	return {
		'astro.config.mjs': `import node from '@astrojs/node';
import choose from 'astro-choose';
import { defineConfig } from 'astro/config';
export default defineConfig({
	adapter: node({ mode: 'standalone' }),
	integrations: [choose({ org: 'bench', project: 'site', maxAge: ${maxAge}, concurrency: 20 })],
});
`,
		'src/choose.config.ts': `import { defineChoose, headline } from 'astro-choose/config';
const segments = Object.fromEntries(${JSON.stringify(SEGMENTS)}.map((name) => [
	name,
	{ profile: { userId: name }, when: { cookie: { segment: name } } },
]));
export default defineChoose({
	segments,
	experiences: { hero: headline({ per: 'segment', default: { headline: 'Default' } }) },
});
`,
		'src/pages/[page].astro': `---
import Row from '../components/Row.astro';
export function getStaticPaths() {
	return ${JSON.stringify(PATHS)}.map((path) => ({ params: { page: path.slice(1, -1) } }));
}
const { headline } = Astro.locals.choose.get('hero');
const rows = Array.from({ length: 132 }, (_, n) => n);
---
<html lang="en"><head><title>{headline}</title></head><body><h1>{headline}</h1>
<ul>{rows.map((n) => <Row number={n} page={Astro.params.page}><em slot="note">{n}</em></Row>)}</ul></body></html>
`,
		'src/components/Row.astro': `---
import Price from './Price.astro';
const { number, page } = Astro.props;
---
<li class="row"><h2>Row {number} of {page}</h2>
<p>{Array.from({ length: 5 }, (_, n) => ((number * 7919 + n * 104729) % 1e6).toString(36) + ' is a part of a real sentence of some length, and ')}</p>
<Price amount={number * 1.25}><slot name="note" /></Price></li>
<style>.row { padding: 1rem; }</style>
`,
		'src/components/Price.astro': `---
const shown = Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' }).format(Astro.props.amount);
---
<p class="price"><strong>{shown}</strong> <slot /></p>
`,
	};
}

import { chooseConfig, PAGE_BODY, ROW_FILES } from './page-files.ts';

/** How the site is made: for our Node server, without the integration, as files for edges, for our Node server behind an edge, or asking on every request. */
export type SiteMode = 'node' | 'plain' | 'static' | 'origin' | 'on-demand';

/** Segments of the bench site; each is decided its own headline, so that every page has one variant for each. */
export const SEGMENTS = 8;

/** As long as every segment's, so that all variants of a page have one length. */
export const DEFAULT_HEADLINE = 'Headline of everybody';

export function headlineOf(segment: number): string {
	return `Headline of segment-${segment}`;
}

/** The files of a site of `pages` pages of about 30 KB each, by path. */
export function siteFiles(pages: number, mode: SiteMode): Readonly<Record<string, string>> {
	return {
		'astro.config.mjs': `import node from '@astrojs/node';
import choose from 'astro-choose';
import { defineConfig } from 'astro/config';
const mode = ${JSON.stringify(mode)};
const targets = { static: ['nginx', 'cloudflare'], origin: ['nginx'] }[mode] ?? [];
const isOurs = mode !== 'plain' && mode !== 'on-demand';
export default defineConfig({
	...(mode === 'static' ? {} : { adapter: node({ mode: 'standalone' }) }),
	integrations: isOurs ? [choose({ org: 'bench', project: 'site', edge: { targets } })] : [],
});
`,
		'src/choose.config.ts': chooseConfig(SEGMENTS, DEFAULT_HEADLINE),
		'src/pages/[page].astro': mode === 'on-demand' ? pageThatAsks() : prerenderedPage(pages),
		...ROW_FILES,
	};
}

function prerenderedPage(pages: number): string {
	return `---
import Row from '../components/Row.astro';
export function getStaticPaths() {
	return Array.from({ length: ${pages} }, (_, n) => ({ params: { page: 'page-' + n } }));
}
const { headline } = Astro.locals.choose?.get('hero') ?? { headline: '${DEFAULT_HEADLINE}' };
${PAGE_BODY}`;
}

/** What is written by hand: the decision is asked for with each request, over connections that \`fetch\` keeps open. */
function pageThatAsks(): string {
	return `---
import Row from '../components/Row.astro';
export const prerender = false;
const { INTEMPT_API_URL, INTEMPT_API_KEY } = process.env;
const isPhone = /Mobi/.test(Astro.request.headers.get('user-agent') ?? '');
const response = await fetch(INTEMPT_API_URL + '/v1/bench/projects/site/optimization/choose-api', {
	method: 'POST',
	headers: {
		'content-type': 'application/json',
		authorization: 'Basic ' + btoa(INTEMPT_API_KEY.replace('.', ':')),
	},
	body: JSON.stringify({
		identification: { userId: 'segment-' + Astro.cookies.get('segment')?.value },
		names: ['hero'],
		device: isPhone ? 'mobile' : 'desktop',
		sessionId: crypto.randomUUID(),
	}),
});
const { choices = [] } = response.ok ? await response.json() : {};
const headline = choices[0]?.body?.headline ?? '${DEFAULT_HEADLINE}';
${PAGE_BODY}`;
}

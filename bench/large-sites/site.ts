import { startEmulator, type SeedInput } from 'astro-choose/emulator';
import { API_KEY, buildSiteFolder, writeSiteFolder } from '../site-folder.ts';
import { PHONE } from '../edges/visitors.ts';

/** How large a site is. */
export interface SiteSize {
	readonly pages: number;
	/** On two devices each, so that there are twice as many audiences. */
	readonly segments: number;
	/** Distinct renderings of each page, its default among them; a multiple of two, and no more than there are segments. */
	readonly variants: number;
}

/** Builds the site with the integration; pages of about 4.4 KB. */
export async function buildLargeSite(name: string, size: SiteSize): Promise<string> {
	const root = await writeSiteFolder(name, filesOf(size));
	const emulator = await startEmulator({ seed: seedOf(size) });
	try {
		await buildSiteFolder(root, { INTEMPT_API_KEY: API_KEY, INTEMPT_API_URL: emulator.url });
		return root;
	} finally {
		await emulator.close();
	}
}

/** Headers that make a visitor one of a segment on a device; `segment` may be that of nobody. */
export function headersOf(segment: number, isPhone: boolean): Readonly<Record<string, string>> {
	return {
		cookie: `segment=${segment}`,
		'user-agent': isPhone ? PHONE : 'Mozilla/5.0 (X11; Linux x86_64)',
		'accept-encoding': 'br',
	};
}

/** What every segment is shown. With another `edition`, segments have changed places: all is another, and nothing is new. */
export function seedOf({ segments, variants }: SiteSize, edition = 0): SeedInput {
	const names = Array.from({ length: segments }, (_, number) => `segment-${number}`);
	const decide = (name: string, count: number) => ({
		name,
		variants: names.map((segment, number) => ({
			targeting: { segment },
			body: { headline: `${name} ${((number + edition) % segments) % count}` },
		})),
	});
	return {
		org: 'bench',
		project: 'site',
		keys: [API_KEY],
		users: names.map((userId) => ({ userId, attributes: { segment: userId } })),
		experiences: [decide('hero', variants - 1), decide('offer', variants / 2 - 1)],
	};
}

// Every other page reads `hero`, the others `offer` and the device: as many variants, by other reads.
function filesOf({ pages, segments }: SiteSize): Readonly<Record<string, string>> {
	return {
		'astro.config.mjs': `import node from '@astrojs/node';
import choose from 'astro-choose';
import { defineConfig } from 'astro/config';
export default defineConfig({
	adapter: node({ mode: 'standalone' }),
	integrations: [
		choose({ org: 'bench', project: 'site', maxAge: 3600, concurrency: 20, budget: { total: 200_000 } }),
	],
});
`,
		'src/choose.config.ts': `import { defineChoose, headline } from 'astro-choose/config';
const segments = Object.fromEntries(Array.from({ length: ${segments} }, (_, n) => [
	'segment-' + n,
	{ profile: { userId: 'segment-' + n }, when: { cookie: { segment: String(n) } } },
]));
const shown = () => headline({ per: 'segment', default: { headline: 'Default' } });
export default defineChoose({ segments, experiences: { hero: shown(), offer: shown() } });
`,
		'src/pages/[page].astro': `---
export function getStaticPaths() {
	return Array.from({ length: ${pages} }, (_, number) => ({
		params: { page: 'page-' + number },
		props: { number },
	}));
}
const { choose } = Astro.locals;
const { number } = Astro.props;
const { headline } = choose.get(number % 2 === 0 ? 'hero' : 'offer');
const device = number % 2 === 0 ? 'any' : choose.device;
const rows = Array.from({ length: 40 }, (_, row) => ((number * 7919 + row * 104729) % 1e6).toString(36));
---
<html lang="en"><head><title>{headline}</title></head><body class={device}><h1>{headline}</h1>
<ul>{rows.map((row) => <li class="row"><b>{row}</b> and a sentence of a real page, which is long enough to be one, about {row}.</li>)}</ul>
</body></html>
`,
	};
}

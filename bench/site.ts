import { startEmulator, type SeedInput } from 'astro-choose/emulator';
import { API_KEY, buildSiteFolder, SECRET, writeSiteFolder } from './site-folder.ts';
import { headlineOf, SEGMENTS, siteFiles, type SiteMode } from './site-files.ts';

export { SEGMENTS, type SiteMode } from './site-files.ts';

export interface BuiltSite {
	readonly root: string;
	/** What `astro build` printed. */
	readonly output: string;
}

/** Builds a site of `pages` pages of about 30 KB each. */
export async function buildSite(
	name: string,
	{ pages, mode = 'node' }: { readonly pages: number; readonly mode?: SiteMode },
): Promise<BuiltSite> {
	const root = await writeSiteFolder(name, siteFiles(pages, mode));
	const emulator = await startEmulator({ seed: createSeed() });
	try {
		const output = await buildSiteFolder(root, {
			INTEMPT_API_KEY: API_KEY,
			INTEMPT_API_URL: emulator.url,
			CHOOSE_SECRET: SECRET,
		});
		return { root, output };
	} finally {
		await emulator.close();
	}
}

/** What the site's segments are decided. */
export function createSeed(): SeedInput {
	const names = Array.from({ length: SEGMENTS }, (_, number) => `segment-${number}`);
	return {
		org: 'bench',
		project: 'site',
		keys: [API_KEY],
		users: names.map((userId) => ({ userId, attributes: { segment: userId } })),
		experiences: [
			{
				name: 'hero',
				variants: names.map((segment, number) => ({
					targeting: { segment },
					body: { headline: headlineOf(number) },
				})),
			},
		],
	};
}

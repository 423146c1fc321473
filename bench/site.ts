import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEmulator, type SeedInput } from 'astro-choose/emulator';
import { runNode } from '../test/support/process.ts';
import { headlineOf, SEGMENTS, siteFiles, type SiteMode } from './site-files.ts';

export { SEGMENTS, type SiteMode } from './site-files.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
/** Of the emulator. */
export const API_KEY = 'bench.secret';

export interface BuiltSite {
	readonly root: string;
	/** What `astro build` printed. */
	readonly output: string;
}

/** Sealed and signed with, in benches and in nothing else. */
export const SECRET = 'of a bench, and of nothing else!';

/** Builds a site of `pages` pages of about 30 KB each. */
export async function buildSite(
	name: string,
	{ pages, mode = 'node' }: { readonly pages: number; readonly mode?: SiteMode },
): Promise<BuiltSite> {
	const root = join(ROOT, '.cache/bench', name);
	await rm(root, { recursive: true, force: true });
	await writeSite(root, pages, mode);
	const emulator = await startEmulator({ seed: createSeed() });
	try {
		const { code, output } = await runNode(
			[join(ROOT, 'node_modules/astro/bin/astro.mjs'), 'build'],
			{
				cwd: root,
				env: {
					INTEMPT_API_KEY: API_KEY,
					INTEMPT_API_URL: emulator.url,
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

async function writeSite(root: string, pages: number, mode: SiteMode): Promise<void> {
	for (const [file, content] of Object.entries(siteFiles(pages, mode))) {
		await mkdir(join(root, file, '..'), { recursive: true });
		await writeFile(join(root, file), content);
	}
	await cp(join(ROOT, 'tsconfig.json'), join(root, 'tsconfig.json'));
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

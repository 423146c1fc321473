import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runNode, type Env } from '../test/support/process.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** Of the emulator. */
export const API_KEY = 'bench.secret';
/** Sealed and signed with, in benches and in nothing else. */
export const SECRET = 'of a bench, and of nothing else!';
export const ASTRO = join(ROOT, 'node_modules/astro/bin/astro.mjs');

/** Writes a site of these files, by path, and hands back its folder. What was there before is gone. */
export async function writeSiteFolder(
	name: string,
	files: Readonly<Record<string, string>>,
): Promise<string> {
	const root = join(ROOT, '.cache/bench', name);
	await rm(root, { recursive: true, force: true });
	for (const [file, content] of Object.entries(files)) {
		await mkdir(join(root, file, '..'), { recursive: true });
		await writeFile(join(root, file), content);
	}
	await cp(join(ROOT, 'tsconfig.json'), join(root, 'tsconfig.json'));
	return root;
}

/** Builds a written site; hands back what `astro build` printed. */
export async function buildSiteFolder(root: string, env: Env): Promise<string> {
	const { code, output } = await runNode([ASTRO, 'build'], { cwd: root, env });
	if (code !== 0) throw new Error(`the bench site could not be built:\n${output}`);
	return output;
}

/** The environment of a built site as one starts it in production, on a free port: with a key, and with Choose to ask. */
export function productionEnv(chooseUrl: string, state: string): Readonly<Record<string, string>> {
	return {
		HOST: '127.0.0.1',
		PORT: '0',
		NODE_ENV: 'production',
		INTEMPT_API_KEY: API_KEY,
		INTEMPT_API_URL: chooseUrl,
		CHOOSE_SECRET: SECRET,
		CHOOSE_STATE: state,
	};
}

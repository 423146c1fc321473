import { cp, mkdtemp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEmulator, type Emulator } from '../../integration/src/emulator/index.js';
import { findFreePort } from './free-port.js';
import {
	runNode,
	startNode,
	type Env,
	type FinishedProcess,
	type RunningProcess,
} from './process.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** The command of this repository's Astro. */
export const ASTRO = join(ROOT, 'node_modules/astro/bin/astro.mjs');

/** A copy of a fixture site, in a folder of its own from which the package resolves as it does for a user. */
export interface FixtureSite {
	readonly root: string;
	/** Runs `astro build`. */
	build(env?: Env): Promise<FinishedProcess>;
	/** Starts a built server by its entry, and waits until it listens. */
	serve(env?: Env, entry?: string): Promise<ServedSite>;
	/** Starts `astro dev` or `astro preview`, and waits until it listens. */
	start(command: 'dev' | 'preview', env?: Env): Promise<ServedSite>;
	/** Writes a file of the site. */
	write(file: string, content: string | Uint8Array): Promise<void>;
	/** Reads a file of the site. */
	read(file: string): Promise<string>;
	remove(): Promise<void>;
}

export interface ServedSite {
	readonly url: string;
	readonly process: RunningProcess;
	stop(): Promise<void>;
}

/** Copies `test/fixtures/<name>`. */
export async function createFixtureSite(name: string): Promise<FixtureSite> {
	const parent = join(ROOT, '.cache/fixtures');
	await mkdir(parent, { recursive: true });
	const root = await mkdtemp(join(parent, `${name.replaceAll('/', '-')}-`));
	await cp(join(ROOT, 'test/fixtures', name), root, { recursive: true });
	return openSite(root, ASTRO);
}

/** A site in a folder, and the Astro that it uses. */
export function openSite(root: string, astro: string): FixtureSite {
	const startAt = async (args: string[], env: Env, pattern: RegExp): Promise<ServedSite> => {
		const running = startNode(args, { cwd: root, env });
		const [, url = ''] = await running.waitFor(pattern);
		return { url, process: running, stop: running.stop };
	};
	return {
		root,
		build: (env = {}) => runNode([astro, 'build'], { cwd: root, env }),
		serve: (env = {}, entry = 'dist/server/entry.mjs') =>
			startAt(
				[join(root, entry)],
				{ HOST: '127.0.0.1', PORT: '0', ...env },
				/Server listening on (http:\/\/\S+)/,
			),
		async start(command, env = {}) {
			// `astro dev` and `astro preview` take no port 0.
			const port = String(await findFreePort());
			return startAt(
				[astro, command, '--host', '127.0.0.1', '--port', port],
				env,
				new RegExp(`(http://127\\.0\\.0\\.1:${port})`),
			);
		},
		async write(file, content) {
			await mkdir(dirname(join(root, file)), { recursive: true });
			await writeFile(join(root, file), content);
		},
		read: (file) => readFile(join(root, file), 'utf8'),
		remove: () => rm(root, { recursive: true, force: true }),
	};
}

/** Starts the emulator on a fixture's seed, and the environment that points a build at it. */
export async function startFixtureEmulator(
	site: Pick<FixtureSite, 'root'>,
): Promise<{ readonly emulator: Emulator; readonly env: Env }> {
	const emulator = await startEmulator({ seedFile: join(site.root, 'choose.seed.json') });
	return {
		emulator,
		env: { INTEMPT_API_KEY: emulator.seed.keys[0], INTEMPT_API_URL: emulator.url },
	};
}

/** Every file below a folder with its bytes, by relative path. */
export async function readTree(folder: string): Promise<Map<string, Buffer>> {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	const files = entries
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name))
		.sort();
	return new Map(
		await Promise.all(
			files.map(
				async (file) =>
					[relative(folder, file).split(sep).join('/'), await readFile(file)] as const,
			),
		),
	);
}

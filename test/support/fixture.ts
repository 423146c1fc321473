import { cp, mkdtemp, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEmulator, type Emulator } from '../../integration/src/emulator/index.js';
import { runNode, startNode, type RunningProcess } from './process.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const ASTRO = join(ROOT, 'node_modules/astro/bin/astro.mjs');

/** A copy of a fixture site, in a folder of its own from which the package resolves as it does for a user. */
export interface FixtureSite {
	readonly root: string;
	/** Runs `astro build`; `FIXTURE_PLAIN=1` leaves the integration out. */
	build(env?: Env): Promise<{ readonly code: number | null; readonly output: string }>;
	/** Starts the built server, and waits until it listens. */
	serve(env?: Env): Promise<ServedSite>;
	/** Starts `astro dev` or `astro preview`, and waits until it listens. */
	start(command: 'dev' | 'preview', env?: Env): Promise<ServedSite>;
	remove(): Promise<void>;
}

export interface ServedSite {
	readonly url: string;
	readonly process: RunningProcess;
	stop(): Promise<void>;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Copies `test/fixtures/<name>`. */
export async function createFixtureSite(name: string): Promise<FixtureSite> {
	const parent = join(ROOT, '.cache/fixtures');
	await mkdir(parent, { recursive: true });
	const root = await mkdtemp(join(parent, `${name}-`));
	await cp(join(ROOT, 'test/fixtures', name), root, { recursive: true });
	const startAt = async (args: string[], env: Env, pattern: RegExp): Promise<ServedSite> => {
		const running = startNode(args, { cwd: root, env });
		const [, url = ''] = await running.waitFor(pattern);
		return { url: url.replace('localhost', '127.0.0.1'), process: running, stop: running.stop };
	};
	return {
		root,
		build: (env = {}) => runNode([ASTRO, 'build'], { cwd: root, env }),
		serve: (env = {}) =>
			startAt(
				[join(root, 'dist/server/entry.mjs')],
				{ HOST: '127.0.0.1', PORT: '0', ...env },
				/Server listening on (http:\/\/\S+)/,
			),
		start: (command, env = {}) =>
			startAt(
				[ASTRO, command, '--host', '127.0.0.1', '--port', String(freePort())],
				env,
				LISTENING,
			),
		remove: () => rm(root, { recursive: true, force: true }),
	};
}

const LISTENING = /(http:\/\/127\.0\.0\.1:\d+)/;

// `astro dev` and `astro preview` take no port 0; they go on to the next port when one is taken.
let nextPort = 20_000 + (process.pid % 20_000);
function freePort(): number {
	return nextPort++;
}

/** Starts the emulator on a fixture's seed, and the environment that points a build at it. */
export async function startFixtureEmulator(
	site: FixtureSite,
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

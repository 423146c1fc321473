import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout } from 'node:timers/promises';
import { z } from 'astro/zod';
import { run, startProcess, type Env, type RunningProcess } from '../../test/support/process.ts';
import { LOWEST, TOO_OLD, TYPESCRIPT, type Row } from './table.ts';
import type { Toolbox } from './tools.ts';

const FIXTURE = fileURLToPath(new URL('../../test/fixtures/versions', import.meta.url));
const SECRET = 'a secret of the site that is long enough';
/** Milliseconds until a changed decision is shown at the latest, on a machine that has other things to do. */
const PATIENCE = 30_000;
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36';

const emulatorSchema = z.object({
	url: z.url(),
	key: z.string(),
	node: z.string(),
	astro: z.string(),
	adapter: z.string(),
});
const statusSchema = z.object({
	refresher: z.object({ calls: z.object({ made: z.number(), failed: z.number() }) }),
	counters: z.object({ liveRenders: z.number(), failedRenders: z.number() }),
});
const edgeManifestSchema = z.object({
	folder: z.string(),
	pages: z.array(z.object({ file: z.string(), variants: z.array(z.object({ body: z.string() })) })),
});

/** A row's site: where it is, and what it is worked with. */
interface Site {
	readonly row: Row;
	readonly root: string;
	/** The Node of the row. */
	readonly node: string;
	/** Runs a command to its end, and fails when it does. */
	run(...command: readonly string[]): Promise<string>;
	/** Runs a command of the site's packages, as its package manager does. */
	exec(env: Env, ...command: readonly string[]): Promise<string>;
	/** Starts a script of the site, which is stopped when the row ends. */
	start(file: string, env?: Env): RunningProcess;
}

/**
 * Installs a site from the packed package as a row says, in a folder outside the repository; builds and serves it.
 *
 * @throws what is not as it should be.
 */
export async function tryRow(row: Row, tarball: string, tools: Toolbox): Promise<void> {
	const folder = await mkdtemp(join(tmpdir(), `astro-choose-${row.name}-`));
	const processes: RunningProcess[] = [];
	try {
		const site = await installSite(row, join(folder, 'site'), tarball, tools, processes);
		if (row.node === LOWEST.node) await admitsNode(site, tarball, join(folder, 'alone'));
		const emulator = site.start('emulator.mjs');
		const [said] = await emulator.waitFor(/^\{.*\}$/m);
		const { url, key, ...versions } = emulatorSchema.parse(JSON.parse(said));
		const { node, astro, adapter } = row;
		assert.deepEqual(versions, { node, astro, adapter });
		const env = { INTEMPT_API_URL: url, INTEMPT_API_KEY: key };

		const built = await site.exec(env, 'astro', 'build');
		assert.ok(built.includes(`Configured on Node ${node}\n`), built);
		await site.exec({}, 'tsc', '--noEmit');
		await servesDecisions(site, emulator, env);
		if (row.node === LOWEST.node) await refusesOlderNode(site, await tools.node(TOO_OLD));
		await site.exec({ ...env, TARGET: 'edge' }, 'astro', 'build', '--outDir', 'static');
		await exportsVariants(site);
	} catch (error) {
		const said = processes.map((running) => running.output()).join('\n');
		throw new Error(`${error instanceof Error ? error.message : String(error)}\n${said}`);
	} finally {
		for (const running of processes.toReversed()) await running.stop();
		await rm(folder, { recursive: true, force: true });
	}
}

async function installSite(
	row: Row,
	root: string,
	tarball: string,
	tools: Toolbox,
	processes: RunningProcess[],
): Promise<Site> {
	const node = await tools.node(row.node);
	const commands = await tools.manager(row);
	const site: Site = {
		row,
		root,
		node,
		run: (...command) => succeed(command, root, commands.env),
		exec: (env, ...command) =>
			succeed([...commands.exec, ...command], root, { ...commands.env, ...env }),
		start(file, env = {}) {
			const running = startProcess(node, [file], { cwd: root, env });
			processes.push(running);
			return running;
		},
	};
	await cp(FIXTURE, root, { recursive: true });
	await writeFile(
		join(root, 'package.json'),
		JSON.stringify({
			name: 'site',
			private: true,
			type: 'module',
			dependencies: {
				astro: row.astro,
				'@astrojs/node': row.adapter,
				'astro-choose': `file:${tarball}`,
			},
			devDependencies: { typescript: TYPESCRIPT },
			// Yarn only. An optional dependency of Vite on Windows; Yarn fails where a registry does not have it.
			resolutions: { 'napi-windows-process-start-time': 'link:./none' },
		}),
	);
	// The site is a project of its own, wherever it is.
	if (row.manager === 'yarn') await writeFile(join(root, 'yarn.lock'), '');
	await site.run(...commands.install);
	return site;
}

/** Every package that the package brings runs on this Node, by what it says itself. Astro's own are Astro's business. */
async function admitsNode(site: Site, tarball: string, folder: string): Promise<void> {
	await mkdir(folder);
	await writeFile(join(folder, 'package.json'), '{ "private": true }');
	const args = ['install', '--dry-run', '--engine-strict', '--legacy-peer-deps', '--no-audit'];
	await site.run('npm', ...args, '--prefer-offline', '--prefix', folder, tarball);
}

/** The default, a variant, and a decision that changes while the server runs. */
async function servesDecisions(site: Site, emulator: RunningProcess, env: Env): Promise<void> {
	const server = site.start('dist/server/entry.mjs', {
		...env,
		HOST: '127.0.0.1',
		PORT: '0',
		CHOOSE_SECRET: SECRET,
	});
	const [, url = ''] = await server.waitFor(/Server listening on (http:\/\/\S+)/);
	assert.match(await ask(url), /<h1[^>]*>Default hero<\/h1>.*Everyone’s tip/s);
	assert.match(await ask(url, 'plan=pro'), /<h1[^>]*>Pro hero<\/h1>/);

	const seed = join(site.root, 'choose.seed.json');
	await writeFile(seed, (await readFile(seed, 'utf8')).replace('Pro hero', 'New hero'));
	await emulator.waitFor(/seed read again/);
	const secret = { CHOOSE_SECRET: SECRET };
	const refreshed = await site.exec(secret, 'astro-choose', 'refresh', '--url', url);
	assert.match(refreshed, /, 0 failed\. Changed: hero\./);
	// A push waits half a second for pages; one that takes longer is shown when it is rendered.
	await eventually(async () => {
		assert.match(await ask(url, 'plan=pro'), /<h1[^>]*>New hero<\/h1>/);
	});
	assert.match(await ask(url), /<h1[^>]*>Default hero<\/h1>/);

	const printed = await site.exec(secret, 'astro-choose', 'status', '--url', url);
	const { refresher, counters } = statusSchema.parse(
		JSON.parse(printed.slice(printed.indexOf('{'), printed.lastIndexOf('}') + 1)),
	);
	assert.equal(refresher.calls.failed, 0);
	assert.ok(refresher.calls.made > 0);
	assert.ok(counters.liveRenders > 0);
	assert.equal(counters.failedRenders, 0);
	await server.stop();
}

/** The integration, the command line and the built server name the version that is missing. */
async function refusesOlderNode({ root }: Site, older: string): Promise<void> {
	const attempts = [
		['--input-type=module', '--eval', "await import('astro-choose')"],
		['node_modules/astro-choose/dist/cli/index.js', '--version'],
		['dist/server/entry.mjs'],
	];
	for (const args of attempts) {
		const env = { HOST: '127.0.0.1', PORT: '0' };
		const { code, output } = await run(older, args, { cwd: root, env });
		assert.equal(code, 1, output);
		const expected = `(NodeTooOld). Expected ${LOWEST.node} or later; found ${TOO_OLD}.`;
		assert.ok(output.includes(expected), output);
	}
}

/** A static build has its variants beside the pages, and what routes visitors to them. */
async function exportsVariants({ root }: Site): Promise<void> {
	const edge = join(root, 'static-edge');
	const read = (file: string) => readFile(join(edge, file), 'utf8');
	const { folder, pages } = edgeManifestSchema.parse(JSON.parse(await read('manifest.json')));
	assert.equal(pages.length, 1);
	const variants = await Promise.all(
		pages
			.flatMap((page) => page.variants)
			.map(({ body }) => readFile(join(root, 'static', folder, body), 'utf8')),
	);
	assert.ok(variants.some((variant) => variant.includes('New hero')));
	assert.match(await read('nginx/http.conf'), /map /);
	assert.match(await read('netlify/netlify.toml'), /edge_functions/);
}

async function eventually(check: () => Promise<void>): Promise<void> {
	const latest = performance.now() + PATIENCE;
	for (;;) {
		try {
			await check();
			return;
		} catch (error) {
			if (performance.now() > latest) throw error;
			await setTimeout(100);
		}
	}
}

async function ask(url: string, cookie = ''): Promise<string> {
	const answer = await fetch(url, { headers: { cookie, 'user-agent': BROWSER } });
	assert.equal(answer.status, 200);
	return answer.text();
}

async function succeed(command: readonly string[], cwd: string, env: Env): Promise<string> {
	const [file = '', ...args] = command;
	const { code, output } = await run(file, args, { cwd, env });
	if (code === 0) return output;
	throw new Error(`${command.join(' ')} ended with ${String(code)}:\n${output}`);
}

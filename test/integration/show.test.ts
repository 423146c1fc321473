import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDecisionTable } from '../../integration/src/decisions/decision-table.js';
import type { Snapshot } from '../../integration/src/decisions/snapshot.js';
import { loadDefinition } from '../../integration/src/definition/load-definition.js';
import { openStore } from '../../integration/src/store/fs-store.js';
import { createRecorder } from '../../integration/src/store/history/recorder.js';
import { locateStateFolder } from '../../integration/src/store/state-folder.js';
import { ask } from '../support/ask.js';
import { runCommand } from '../support/cli.js';
import { createFixtureSite, startFixtureEmulator, type FixtureSite } from '../support/fixture.js';
import { AUDIENCE_TABLE, PRERENDERED, type AudienceCase } from './basic-audiences.js';
import { notEmpty } from '../support/not-empty.js';

const MINUTE = 60_000;
/** The segments of the audiences, beside the one that matches everybody. */
const SEGMENTS = /acme|pro|social|same/g;

let site: FixtureSite;
let state: string;
/** What a server sent, by audience and page. */
const sent = new Map<string, Buffer>();

/** Records what a server that was started so long ago shows. */
async function recordBuild(minutesAgo: number, change = (all: readonly Snapshot[]) => all) {
	const root = pathToFileURL(`${site.root}/`);
	const folder = new URL('dist/server/', root);
	const definitionFile = new URL('src/choose.config.ts', root);
	const { definition } = await loadDefinition(definitionFile, { root, mode: 'production' });
	const store = openStore(folder, { memoryBytes: 1 });
	const snapshots = change(store.snapshots);
	const problems: string[] = [];
	const recorder = createRecorder({
		state: locateStateFolder(folder, state),
		definition,
		keep: 24 * 60 * MINUTE,
		onProblem: (message) => problems.push(message),
	});
	await recorder.record({
		at: Date.now() - minutesAgo * MINUTE,
		table: createDecisionTable(definition, snapshots, () => undefined),
		snapshots,
		build: { id: store.id, folder },
	});
	store.close();
	expect(problems).toEqual([]);
}

/** The decisions that `pro` had are the ones of another segment, and nothing is chosen for that one. */
function giveAway(from: string, to: string) {
	return (snapshots: readonly Snapshot[]): Snapshot[] =>
		snapshots.map((snapshot) => {
			const given = snapshots.find(
				({ segment, device }) => segment === from && device === snapshot.device,
			);
			if (snapshot.segment === to && given !== undefined)
				return { ...snapshot, reply: given.reply };
			const nothing = { experiences: {}, groups: {} };
			return snapshot.segment === from ? { ...snapshot, reply: nothing } : snapshot;
		});
}

const show = (path: string, name: string, ...args: string[]) =>
	runCommand([
		'show',
		path,
		...['--segment', [...name.matchAll(SEGMENTS)].join(',')],
		...['--device', name.includes('phone') ? 'mobile' : 'desktop'],
		...['--server', join(site.root, 'dist/server'), '--state', state],
		...args,
	]);

beforeAll(async () => {
	site = await createFixtureSite('basic');
	state = await mkdtemp(join(tmpdir(), 'choose-state-'));
	const { emulator, env } = await startFixtureEmulator(site);
	const build = async () => {
		const { code, output } = await site.build({ ...env, FIXTURE_OPTIONS: '{"live":false}' });
		expect(code, output).toBe(0);
	};
	await build();
	const server = await site.serve({ CHOOSE_SECRET: 'a secret of more than thirty-two bytes' });
	for (const [name, { headers, query = '' }] of AUDIENCE_TABLE as [string, AudienceCase][]) {
		for (const path of PRERENDERED) {
			sent.set(`${name} ${path}`, (await ask(server.url, path + query, { headers })).bytes);
		}
	}
	await server.stop();
	await recordBuild(60);
	await recordBuild(40, giveAway('pro', 'same'));
	const page = await site.read('src/pages/index.astro');
	await site.write('src/pages/index.astro', page.replace('<h1>', '<p>The second build</p><h1>'));
	await build();
	await recordBuild(20);
	await emulator.close();
});
afterAll(async () => {
	await rm(state, { recursive: true });
	await site.remove();
});

describe('astro-choose show', () => {
	it.each(notEmpty(AUDIENCE_TABLE))(
		'%s: the bytes that the server sent, of a build that is gone',
		async (name) => {
			for (const path of notEmpty(PRERENDERED)) {
				const { code, bytes, stderr } = await show(path, name, '--at', '-50m');
				expect(code, stderr).toBe(0);
				expect(bytes.equals(sent.get(`${name} ${path}`) ?? Buffer.of()), path).toBe(true);
			}
		},
	);

	it('follows what was decided later', async () => {
		const { bytes } = await show('/', 'same', '--at', '-30m');
		expect(bytes.equals(sent.get('pro /')!)).toBe(true);
		const { bytes: other } = await show('/', 'pro', '--at', '-30m');
		expect(other.equals(sent.get('nobody /')!)).toBe(true);
	});

	it('shows the present build without a time', async () => {
		const { stdout } = await show('/', 'pro');
		expect(stdout).toContain('The second build</p>');
		expect(stdout).toContain('Pro hero');
	});

	it('finds a page by any spelling that is served', async () => {
		const { bytes } = await show('/blog/%C3%BC%20x/?page=2', 'social', '--at', '-50m');
		expect(bytes.equals(sent.get('social /blog/%C3%BC%20x')!)).toBe(true);
	});

	it('says on standard error what it is', async () => {
		const { stderr } = await show('/', 'acme and pro on a phone', '--at', '-50m');
		expect(stderr).toMatch(/^\/ for acme, pro, everyone, mobile$/m);
		expect(stderr).toMatch(/^build {4}[\w-]{22}, decisions since \d{4}-.*Z$/m);
		expect(stderr).toMatch(/^variant {2}[\w-]{43}, prerendered, \d+ bytes$/m);
		expect(stderr).toMatch(/^reads {4}hero [\w-]{8}, layout [\w-]{8}/m);
	});

	it.each([
		{ path: '/', args: ['--at', '-61m'], code: 1, told: 'NothingRecorded' },
		{ path: '/plain', args: [], code: 2, told: 'a prerendered page that reads decisions' },
		{ path: '/', args: ['--segment', 'vip'], code: 2, told: 'acme, pro, social, same, everyone' },
	])('$path $args: $told', async ({ path, args, code, told }) => {
		const shown = await show(path, 'pro', ...args);
		expect(shown).toMatchObject({ code, stdout: '' });
		expect(shown.stderr).toContain(told);
	});

	it('where nothing is rendered live, an outcome without a variant was sent the default', async () => {
		await recordBuild(10, (all) =>
			all.map((one) => ({
				...one,
				reply: { ...one.reply, experiences: { hero: { headline: 'Never rendered' } } },
			})),
		);
		const { stdout, stderr } = await show('/', 'pro');
		expect(stdout).toContain('Default hero');
		expect(stderr).toContain('the default: there was no variant');
	});

	it('says so when the bytes are gone', async () => {
		await rm(join(state, 'history/builds'), { recursive: true });
		const { code, stdout, stderr } = await show('/', 'pro', '--at', '-50m');
		expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
		expect(stderr).toContain('PageNotKept');
	});
});

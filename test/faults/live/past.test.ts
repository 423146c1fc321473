import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ask } from '../../support/ask.js';
import { runCommand } from '../../support/cli.js';
import { readStatus, refresh, runBuiltCli, SECRET, switchTo } from '../../support/control.js';
import type { ServedSite } from '../../support/fixture.js';
import {
	buildLiveSite,
	PRO,
	readHero,
	readText,
	SOON,
	WHEN_TOLD,
	type LiveSite,
} from '../../support/live-site.js';
import { notEmpty } from '../../support/not-empty.js';

/** Milliseconds that putting the site back may take, on a machine that has other things to do; it takes less than half of that. */
const AT_ONCE = { timeout: 2_000, interval: 25 };
const PAGES = ['/', '/shop/'];
const VISITORS = [
	['pro', PRO],
	['student', { cookie: 'plan=student' }],
	['', {}],
] as const;

/** What was served at a time, by page and segment. */
interface Moment {
	readonly at: string;
	readonly headline: string;
	readonly bytes: ReadonlyMap<string, Buffer>;
}

describe('the past of a running site', () => {
	let live: LiveSite;
	let state: string;
	let servers: ServedSite[] = [];
	const moments: Moment[] = [];

	const env = () => ({ CHOOSE_SECRET: SECRET, CHOOSE_STATE: state });
	const run = async (...args: string[]) => {
		const ran = await runBuiltCli(args, { cwd: live.site.root, env: { CHOOSE_STATE: state } });
		expect(ran.code, ran.stderr).toBe(0);
		return ran.stdout;
	};
	/** In this process: starting one for each page would take most of the time. */
	const show = async (...args: string[]) => {
		const server = join(live.site.root, 'dist/server');
		const shown = await runCommand(['show', ...args, '--server', server, '--state', state]);
		expect(shown.code, shown.stderr).toBe(0);
		return shown.bytes;
	};
	const remember = async (headline: string) => {
		const [{ url } = { url: '' }] = servers;
		// What a refresh has not waited for is rendered with the first visit.
		for (const path of PAGES) {
			const isHit = async () => {
				const { headers, text } = await ask(url, path, { headers: PRO });
				const isRight = path !== '/' || readText(text).hero === headline;
				return isRight && headers['cache-status'] === 'choose; hit';
			};
			await vi.waitFor(async () => expect(await isHit()).toBe(true), SOON);
		}
		const bytes = new Map<string, Buffer>();
		for (const path of PAGES) {
			for (const [segment, headers] of VISITORS) {
				bytes.set(`${path} ${segment}`, (await ask(url, path, { headers })).bytes);
			}
		}
		moments.push({ at: new Date().toISOString(), headline, bytes });
	};
	const showAll = async (headline: string) => {
		for (const { url } of notEmpty(servers)) {
			for (const path of ['/', '/now']) {
				await expect.poll(() => readHero(url, path), AT_ONCE).toBe(headline);
			}
		}
	};

	beforeAll(async () => {
		live = await buildLiveSite(WHEN_TOLD);
		state = await live.makeFolder();
		servers = [await live.serve(env()), await live.serve(env())];
		await remember('Pro hero');
		for (const headline of ['Second', 'Third']) {
			await live.decide({
				hero: { headline },
				'best-sellers': { label: `${headline} sellers`, products: [] },
			});
			await refresh(servers[0]!.url);
			await remember(headline);
		}
		// Nothing of what follows needs Choose.
		live.line.interrupt('hang up');
	});
	afterAll(() => live.remove());

	const expectShown = async ({ at, headline, bytes }: Moment) => {
		expect(readText(bytes.get('/ pro')?.toString() ?? '').hero).toBe(headline);
		for (const path of PAGES) {
			for (const [segment] of VISITORS) {
				const only = segment === '' ? [] : ['--segment', segment];
				const shown = await show(path, ...only, '--at', at);
				expect(shown.equals(bytes.get(`${path} ${segment}`)!), `${path} ${segment} ${at}`).toBe(
					true,
				);
			}
		}
	};

	it('is shown byte for byte, prerendered pages and those rendered live', async () => {
		expect(moments.map(({ headline }) => headline)).toEqual(['Pro hero', 'Second', 'Third']);
		for (const moment of notEmpty(moments)) await expectShown(moment);
		const [first] = moments;
		const printed = await run('show', '/', '--segment', 'pro', '--at', first!.at);
		expect(printed.equals(first!.bytes.get('/ pro')!)).toBe(true);
	});

	it('is listed, change by change', async () => {
		const list = async (...args: string[]) => (await run('log', ...args)).toString().trim();
		const changes = (await list('--experience', 'hero', '--segment', 'pro', '--json'))
			.split('\n')
			.map((line): unknown => JSON.parse(line))
			.filter((change) => Reflect.get(Object(change), 'device') === 'desktop');
		expect(changes.length).toBe(3);
		for (const [at, change] of notEmpty(changes.entries())) {
			const { old, time }: { old: unknown; time: string } = Object(change);
			expect(old).toBe(at === 0 ? null : Reflect.get(Object(changes[at - 1]), 'new'));
			expect(Date.parse(time)).toBeLessThanOrEqual(Date.parse(moments[at]!.at));
		}
		const since = await list('--since', moments[1]!.at, '--segment', 'pro');
		expect(since.split('\n')).toHaveLength(4);
		expect(since).toMatch(/hero.* → .*chosen/);
	});

	it('is back on every page of every process in a moment, and stays after a restart', async () => {
		for (const moment of [moments[1]!, moments[0]!]) {
			await run('pin', '--at', moment.at);
			await showAll(moment.headline);
			for (const path of PAGES) {
				for (const [segment, headers] of VISITORS) {
					const { bytes } = await ask(servers[0]!.url, path, { headers });
					expect(bytes.equals(moment.bytes.get(`${path} ${segment}`)!)).toBe(true);
				}
			}
			expect((await readStatus(servers[1]!.url)).pinnedTo).toBe(moment.at);
		}
		// What was shown while it was back is a part of the past as well.
		await remember('Pro hero');
		await servers[1]!.stop();
		servers[1] = await live.serve(env());
		// From the first request on.
		expect(await readHero(servers[1].url)).toBe('Pro hero');
		expect(await readHero(servers[1].url, '/now')).toBe('Pro hero');
	});

	it('is left again', async () => {
		await run('unpin');
		await showAll('Third');
		expect((await readStatus(servers[1]!.url)).pinnedTo).toBe(null);
	});

	it('knows when everything was off', async () => {
		const [{ url } = { url: '' }] = servers;
		await switchTo('off', url);
		await remember('Default hero');
		await switchTo('on', url);
		await remember('Third');
		for (const moment of notEmpty(moments.slice(-2))) await expectShown(moment);
	});

	it('can be held on to, whatever is decided since', async () => {
		await run('pin');
		await expect
			.poll(async () => (await readStatus(servers[0]!.url)).pinnedTo, AT_ONCE)
			.not.toBe(null);
		live.line.interrupt(undefined);
		await live.decide({ hero: { headline: 'Fourth' } });
		await refresh(servers[0]!.url);
		await showAll('Third');
		await run('unpin');
		await showAll('Fourth');
	});

	it('is still known after another build, and after decisions were put back', async () => {
		const layout = 'src/layouts/Page.astro';
		const written = await live.site.read(layout);
		await live.site.write(layout, written.replace('First build', 'Second build'));
		await live.endAll();
		live.line.interrupt(undefined);
		const built = await live.site.build({ ...live.env, FIXTURE_OPTIONS: '{"maxAge":3600}' });
		expect(built.code, built.output).toBe(0);
		servers = [await live.serve(env())];
		await refresh(servers[0]!.url);
		await remember('Fourth');
		expect(moments.at(-1)?.bytes.get('/ ')?.toString()).toContain('Second build');
		for (const moment of notEmpty(moments)) await expectShown(moment);
	});
});

import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
import { readStatus, refresh, SECRET } from '../../support/control.js';
import {
	BUILT,
	buildLiveSite,
	PRO,
	readHero,
	readText,
	showsHero,
	SOON,
	type LiveSite,
} from '../../support/live-site.js';
import { createSeed } from '../../support/matrix-site.js';
import { sendVisitor } from '../../support/visits.js';

/** Changes of what is decided; fewer than the control endpoints allow in a minute. */
const CHANGES = 15;
const BYTES = 75_000;
/** About a tenth of the bounds, and it cannot be compressed to less than three quarters. */
const PAYLOAD = 8_000;

describe('what is rendered live', () => {
	let live: LiveSite;
	afterEach(() => live.remove());

	const serve = async (options: object) => {
		live = await buildLiveSite({ maxAge: 3_600, live: options });
		const state = await live.makeFolder();
		const { url, process } = await live.serve({ CHOOSE_STATE: state, CHOOSE_SECRET: SECRET });
		return { url, state, pid: process.child.pid ?? 0 };
	};
	const expectRest = async (url: string) => {
		expect(await readHero(url, '/', {})).toBe('Default hero');
		expect(await readHero(url, '/', { cookie: 'plan=student' })).toBe('Student hero');
		expect(readText((await ask(url, '/shop/', { headers: PRO })).text).label).toBe('Pro sellers');
	};

	it('is so many variants at most, those used last, and every answer is right', async () => {
		const { url, state } = await serve({ variants: 3 });
		for (let change = 1; change <= CHANGES; change++) {
			const headline = `Headline ${change}`;
			await live.decide({ hero: { headline } });
			await refresh(url);
			await showsHero(url, headline);
			expect((await readStatus(url)).store.live.variants).toBeLessThanOrEqual(3);
			expect((await listPages(state)).length).toBeLessThanOrEqual(3);
			await expectRest(url);
		}
		const { counters } = await readStatus(url);
		expect(counters).toMatchObject({ liveRenders: CHANGES, defaultsInPlace: 0 });
		// One that is still there, one that is not, and one of the build.
		for (const [headline, renders] of [
			[`Headline ${CHANGES - 1}`, 0],
			['Headline 1', 1],
			['Pro hero', 0],
		] as const) {
			const before = (await readStatus(url)).counters.liveRenders ?? NaN;
			await live.decide({ hero: { headline } });
			await refresh(url);
			await showsHero(url, headline);
			expect((await readStatus(url)).counters.liveRenders).toBe(before + renders);
		}
	});

	it('is so many bytes at most, in memory and on disk', async () => {
		const { url, state, pid } = await serve({ memory: BYTES, disk: BYTES });
		const resident: number[] = [];
		for (let change = 1; change <= CHANGES; change++) {
			const headline = `Headline ${change}`;
			await live.decide({ hero: { headline }, tip: noise(change) });
			await refresh(url);
			await showsHero(url, headline);
			for (const coding of ['identity', 'br']) {
				const headers = { ...PRO, 'accept-encoding': coding };
				const { text } = await ask(url, '/', { headers });
				expect(readText(text).hero).toBe(headline);
				expect(text).toContain(noise(change));
			}
			const { store } = await readStatus(url);
			expect(store.live.memory).toBeLessThanOrEqual(2 * BYTES);
			expect(store.live.disk).toBeLessThanOrEqual(BYTES);
			const sizes = await Promise.all((await listPages(state)).map(async (file) => stat(file)));
			expect(sizes.length).toBeGreaterThanOrEqual(1);
			// The bodies, and a little about each of them.
			const sum = sizes.reduce((total, { size }) => total + size, 0);
			expect(sum).toBeLessThanOrEqual(BYTES + 4_096 * sizes.length);
			resident.push(await readResidentBytes(pid));
		}
		await expectRest(url);
		expect((await readStatus(url)).store.live.variants).toBeLessThan(CHANGES);
		expect(resident.at(-1)! - resident[4]!).toBeLessThan(150_000_000);
	});

	it('is there for a visitor of one process while another makes room in their folder', async () => {
		const { url, state } = await serve({ variants: 3, memory: 0 });
		const other = await live.serve({ CHOOSE_STATE: state, CHOOSE_SECRET: SECRET });
		const student = { cookie: 'plan=student' };
		const follows = async (headline: string) => {
			const choices = {
				...BUILT,
				pro: { ...BUILT.pro, hero: { headline } },
				student: { hero: { headline: 'For students' } },
			};
			await live.site.write('choose.seed.json', JSON.stringify(createSeed(choices)));
			await live.emulator.reload();
			await refresh(url);
			await showsHero(other.url, headline);
		};
		await follows('First');
		await expect.poll(() => readHero(other.url, '/', student), SOON).toBe('For students');
		// Nobody asks the first process for that page.
		const visitor = sendVisitor(other.url, ['/'], student);
		for (const headline of ['Second', 'Third', 'Fourth', 'Fifth', 'Sixth']) {
			await follows(headline);
			await visitor.seesAll();
		}
		const seen = (await visitor.leave()).map(({ text }) => readText(text).hero);
		expect(new Set(seen)).toEqual(new Set(['For students']));
	});

	it('that has no room at all leaves the page that was there', async () => {
		const { url, state } = await serve({ memory: 100, disk: 100 });
		await live.decide({ hero: { headline: 'No room' }, checkout: { express: false } });
		await refresh(url);
		await showsHero(url, 'No room', { path: '/now' });
		expect(await readHero(url)).toBe('Pro hero');
		expect(await readHero(url, '/now')).toBe('No room');
		expect(await listPages(state)).toEqual([]);
		await expectRest(url);
	});
});

/** Text of a payload's length, another for each number, without a pattern. */
function noise(seed: number): string {
	let state = seed * 2_654_435_761;
	let text = '';
	while (text.length < PAYLOAD) {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		text += state.toString(36);
	}
	return text;
}

/** The files of variants in a state folder. */
async function listPages(state: string): Promise<string[]> {
	const folder = join(state, 'pages');
	const names = await readdir(folder, { recursive: true }).catch(() => []);
	return names.filter((name) => name.endsWith('.page')).map((name) => join(folder, name));
}

async function readResidentBytes(pid: number): Promise<number> {
	// Where there is no such file, nothing is measured.
	const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
	return 1_024 * Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0);
}

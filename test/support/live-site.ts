import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { z } from 'astro/zod';
import type { BehaviourInput } from '../../integration/src/emulator/behaviour.js';
import type { Emulator } from '../../integration/src/emulator/index.js';
import { ask } from './ask.js';
import { buildOnce } from './built-site.js';
import { refresh, SECRET } from './control.js';
import {
	createFixtureSite,
	startFixtureEmulator,
	type FixtureSite,
	type ServedSite,
} from './fixture.js';
import { createSeed } from './matrix-site.js';
import type { Env } from './process.js';
import { startRecorder, type Recorder } from './recorder.js';

export const PRO = { cookie: 'plan=pro' };

/** What Choose decides, by segment and experience. */
type Choices = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What it decides while the site is built. */
export const BUILT: Choices = {
	pro: {
		hero: { headline: 'Pro hero' },
		tip: 'Pro tip',
		checkout: { express: true },
		'best-sellers': { label: 'Pro sellers', products: [{ title: 'Pro shoe', price: '120.0' }] },
		beacon: 'pro',
	},
	student: { hero: { headline: 'Student hero' }, beacon: 'student' },
	social: { hero: { headline: 'Social hero' }, beacon: 'social' },
};

/** Nothing but a refresh through the control endpoint makes these servers ask again. */
export const WHEN_TOLD = { maxAge: 3_600 };
/** Milliseconds until a change is seen at the latest, with `maxAge: 1`, on a machine that has other things to do. */
export const SOON = { timeout: 30_000, interval: 50 };
/** Likewise, when Choose was given time to rest. */
export const LATER = { timeout: 40_000, interval: 50 };

/** `test/fixtures/live-site`, built, with Choose running on. */
export interface LiveSite {
	readonly site: FixtureSite;
	readonly emulator: Emulator;
	/** All servers are pointed to Choose through it. */
	readonly line: Recorder;
	/** Of a server, with its key. */
	readonly env: Env;
	/** Changes what Choose decides for the segment `pro`; other experiences stay as at build. */
	decide(pro: Readonly<Record<string, unknown>>): Promise<void>;
	/** Decides so, and has a server ask for it; others of its machine learn of it. */
	change(url: string, pro: Readonly<Record<string, unknown>>): Promise<void>;
	/** Has Choose misbehave, or with an empty object behave again. */
	misbehave(behaviour: BehaviourInput): Promise<void>;
	/** How many calls were answered that asked for the segment `pro` on a desktop. */
	countReplies(): Promise<number>;
	/** Waits until Choose has answered as many more of these. */
	replied(times: number): Promise<void>;
	/** Makes a folder for state, and names it. */
	makeFolder(): Promise<string>;
	/** Serves with the key and the secret, on a state folder of its own unless `env` names one. */
	serve(env?: Env): Promise<ServedSite>;
	/** Ends everything that was served and is still there. */
	endAll(): Promise<void>;
	remove(): Promise<void>;
}

const exposuresSchema = z.object({
	exposures: z.array(
		z.object({
			identity: z.object({ userId: z.string() }),
			experience: z.string(),
			device: z.string(),
		}),
	),
});
const GOOD: BehaviourInput = { latency: 0, fail: 0, rateLimit: null, emptyFor: [] };

/** Builds the fixture, with these options of the integration and changes to its files. */
export async function buildLiveSite(
	options: object = {},
	change: (site: FixtureSite) => Promise<void> = () => Promise.resolve(),
): Promise<LiveSite> {
	const site = await createFixtureSite('live-site');
	const folders: string[] = [];
	const served = new Set<ServedSite>();
	await site.write('choose.seed.json', JSON.stringify(createSeed(BUILT)));
	await change(site);
	const { emulator, env: direct } = await startFixtureEmulator(site);
	const line = await startRecorder(emulator.url);
	const env = { ...direct, INTEMPT_API_URL: line.url };
	const { code, output } = await buildOnce(site, {
		...env,
		FIXTURE_OPTIONS: JSON.stringify(options),
	});
	expect(code, output).toBe(0);

	const countReplies = async () => {
		const answer = await fetch(new URL('/exposures', emulator.controlUrl));
		const { exposures } = exposuresSchema.parse(await answer.json());
		return exposures.filter(
			({ identity, experience, device }) =>
				identity.userId === 'segment-pro' && experience === 'beacon' && device === 'desktop',
		).length;
	};
	const makeFolder = async () => {
		const folder = await mkdtemp(join(tmpdir(), 'choose-live-'));
		folders.push(folder);
		return folder;
	};
	const endAll = async () => {
		await Promise.all([...served].map((one) => one.stop()));
		served.clear();
	};
	const decide = async (pro: Readonly<Record<string, unknown>>) => {
		const choices = { ...BUILT, pro: { ...BUILT.pro, ...pro } };
		await site.write('choose.seed.json', JSON.stringify(createSeed(choices)));
		await emulator.reload();
	};
	return {
		site,
		emulator,
		line,
		env,
		decide,
		async change(url, pro) {
			await decide(pro);
			await refresh(url);
		},
		async misbehave(behaviour) {
			const answer = await fetch(new URL('/behaviour', emulator.controlUrl), {
				method: 'POST',
				body: JSON.stringify({ ...GOOD, ...behaviour }),
			});
			expect(answer.status).toBe(200);
		},
		countReplies,
		async replied(times) {
			const target = (await countReplies()) + times;
			await expect.poll(countReplies, LATER).toBeGreaterThanOrEqual(target);
		},
		makeFolder,
		async serve(own = {}) {
			const CHOOSE_STATE = 'CHOOSE_STATE' in own ? own.CHOOSE_STATE : await makeFolder();
			const one = await site.serve({ ...env, CHOOSE_SECRET: SECRET, ...own, CHOOSE_STATE });
			served.add(one);
			return one;
		},
		endAll,
		async remove() {
			await endAll();
			await line.close();
			await emulator.close();
			for (const folder of [...folders, site.root]) await rm(folder, { recursive: true });
		},
	};
}

/** What the pages show of `hero`, `best-sellers` and the flag. */
export function readText(text: string): { hero: string; label: string; checkout: string } {
	const find = (pattern: RegExp) => pattern.exec(text)?.[1] ?? '';
	return {
		hero: find(/<h1[^>]*>([^<]*)</),
		label: find(/<h2[^>]*>([^<]*)</),
		checkout: find(/id="checkout"[^>]*>([^<]*)</),
	};
}

/** The headline that a visitor of the segment `pro`, or another, is shown. */
export async function readHero(
	url: string,
	path = '/',
	headers: Readonly<Record<string, string>> = PRO,
): Promise<string> {
	const { status, text } = await ask(url, path, { headers });
	return status === 200 ? readText(text).hero : `status ${status}`;
}

/** Waits until a visitor of the segment `pro` is shown a headline. */
export async function showsHero(
	url: string,
	headline: string,
	{ path = '/', patience = SOON } = {},
): Promise<void> {
	await expect.poll(() => readHero(url, path), patience).toBe(headline);
}

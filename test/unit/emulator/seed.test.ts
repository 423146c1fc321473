import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SeedChange } from '../../../integration/src/emulator/index.js';
import { ChooseError } from '../../../integration/src/errors.js';
import { parseSeed } from '../../../integration/src/emulator/seed.js';
import { experience, PROFILE, seedOf, startTestEmulator } from './start.js';

const GOOD = seedOf(experience('promo', 'before'));

function problemsOf(written: unknown) {
	try {
		parseSeed(written, 'choose.seed.json');
	} catch (error) {
		if (error instanceof ChooseError) return error.problems;
	}
	return [];
}

describe('a seed', () => {
	it('is completed', () => {
		const seed = parseSeed(GOOD, 'seed');
		expect(seed.experiences).toEqual([
			{
				name: 'promo',
				status: 'running',
				device: 'all',
				budget: 'always',
				targeting: {},
				variants: [{ weight: 1, body: 'before', targeting: {}, device: 'all' }],
			},
		]);
		const { profiles, users } = parseSeed({ ...GOOD, profiles: undefined, users: undefined }, 's');
		expect({ profiles, users }).toEqual({ profiles: [], users: [] });
	});

	const [good] = GOOD.experiences;
	it.each([
		['an unknown key', { ...GOOD, extra: 1 }, 'extra'],
		['no key', { ...GOOD, keys: [] }, 'keys'],
		['a key without a dot', { ...GOOD, keys: ['nodot'] }, 'keys[0]'],
		['a blank organisation', { ...GOOD, org: ' ' }, 'org'],
		['a bad name', seedOf(experience('a b', 1)), 'experiences[0].name'],
		['a name twice', { ...GOOD, experiences: [good, good] }, 'experiences[1].name'],
		[
			'no variant',
			{ ...GOOD, experiences: [{ ...good, variants: [] }] },
			'experiences[0].variants',
		],
		[
			'a variant without a body',
			{ ...GOOD, experiences: [{ ...good, variants: [{ weight: 1 }] }] },
			'experiences[0].variants[0].body',
		],
		[
			'a weight of nothing',
			{ ...GOOD, experiences: [{ ...good, variants: [{ weight: 0, body: 1 }] }] },
			'experiences[0].variants[0].weight',
		],
		[
			'an unknown budget',
			{ ...GOOD, experiences: [{ ...good, budget: 'twice' }] },
			'experiences[0].budget',
		],
		[
			'a sourceId that is a number',
			{ ...GOOD, profiles: [{ sourceId: 1_575_686_747, profileId: 'p' }] },
			'profiles[0].sourceId',
		],
		['a profile twice', { ...GOOD, profiles: [PROFILE, PROFILE] }, 'profiles[1].profileId'],
		['a user twice', { ...GOOD, users: [{ userId: 'u' }, { userId: 'u' }] }, 'users[1].userId'],
	])('with %s is refused by its path', (_case, written, path) => {
		expect(problemsOf(written)).toMatchObject([
			{ name: 'InvalidSeed', path: `choose.seed.json: ${path}` },
		]);
	});

	it('shows every mistake at once', () => {
		const paths = problemsOf({ ...GOOD, org: '', keys: ['x'] }).map(({ path }) => path);
		expect(paths).toEqual(['choose.seed.json: org', 'choose.seed.json: keys[0]']);
	});

	it('that is no object is refused', () => {
		expect(problemsOf([])).toMatchObject([{ name: 'InvalidSeed', path: 'choose.seed.json' }]);
	});
});

describe('a seed file', () => {
	let folder: string;
	let file: string;
	const write = (seed: unknown) => writeFile(file, JSON.stringify(seed));
	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), 'choose-seed-'));
		file = join(folder, 'choose.seed.json');
		await write(GOOD);
	});
	afterEach(() => rm(folder, { recursive: true }));

	/** An emulator of the file, and its changes one by one. */
	async function startWatched() {
		const changes: SeedChange[] = [];
		let wake: () => void = () => undefined;
		const target = await startTestEmulator(file, {
			onSeedChange: (change) => {
				changes.push(change);
				wake();
			},
		});
		const nextChange = async (): Promise<SeedChange> => {
			const change = changes.shift();
			if (change !== undefined) return change;
			await new Promise<void>((resolve) => (wake = resolve));
			return nextChange();
		};
		return {
			target,
			changes,
			nextChange,
			/** Of the changes to come, the first that is good (or not). */
			async nextThatIs(ok: boolean): Promise<SeedChange> {
				const change = await nextChange();
				return change.ok === ok ? change : this.nextThatIs(ok);
			},
			[Symbol.asyncDispose]: () => target.emulator.close(),
		};
	}

	it('is read again when it is written', async () => {
		await using watched = await startWatched();
		expect(await watched.target.bodies()).toEqual({ promo: 'before' });
		await write(seedOf(experience('promo', 'after')));
		await watched.nextThatIs(true);
		expect(await watched.target.bodies()).toEqual({ promo: 'after' });
		expect(watched.target.emulator.seed.experiences[0]?.variants[0]?.body).toBe('after');
	});

	it('is read again when it is replaced, as editors do', async () => {
		await using watched = await startWatched();
		const draft = join(folder, 'draft');
		await writeFile(draft, JSON.stringify(seedOf(experience('promo', 'after'))));
		await rename(draft, file);
		await watched.nextThatIs(true);
		expect(await watched.target.bodies()).toEqual({ promo: 'after' });
	});

	it.each([
		{ case: 'broken JSON', text: '{"org":', path: '' },
		{ case: 'a mistake', text: JSON.stringify({ ...GOOD, org: 7 }), path: ': org' },
	])('with $case leaves the last good seed in force', async ({ text, path }) => {
		await using watched = await startWatched();
		await writeFile(file, text);
		await expect
			.poll(() => watched.changes.at(-1), { interval: 5 })
			.toMatchObject({
				ok: false,
				error: { name: 'InvalidSeed', problems: [{ path: `${file}${path}` }] },
			});
		expect(await watched.target.bodies()).toEqual({ promo: 'before' });
		await write(seedOf(experience('promo', 'corrected')));
		await watched.nextThatIs(true);
		expect(await watched.target.bodies()).toEqual({ promo: 'corrected' });
	});

	it('that is deleted leaves the last good seed in force', async () => {
		await using watched = await startWatched();
		await rm(file);
		expect(await watched.nextChange()).toMatchObject({
			ok: false,
			error: { problems: [{ expected: 'a file that can be read' }] },
		});
		expect(await watched.target.bodies()).toEqual({ promo: 'before' });
	});

	it('keeps what was drawn and shown before', async () => {
		const once = (body: string) => seedOf(experience('promo', body, { budget: 'once' }));
		await write(once('before'));
		await using watched = await startWatched();
		expect(await watched.target.bodies()).toEqual({ promo: 'before' });
		await write(once('after'));
		await watched.nextThatIs(true);
		expect(await watched.target.bodies()).toEqual({});
	});

	it('is read on demand', async () => {
		await using watched = await startWatched();
		await write(seedOf(experience('promo', 'after')));
		expect(await watched.target.emulator.reload()).toMatchObject({ ok: true });
		expect(await watched.target.bodies()).toEqual({ promo: 'after' });
	});

	it('that has not changed is no change', async () => {
		await using watched = await startWatched();
		expect(await watched.target.emulator.reload()).toMatchObject({ ok: true });
		expect(watched.changes).toEqual([]);
	});

	it('with a mistake to begin with starts nothing', async () => {
		await write({ ...GOOD, keys: 1 });
		await expect(startTestEmulator(file)).rejects.toMatchObject({ name: 'InvalidSeed' });
	});

	it('that does not exist starts nothing', async () => {
		await expect(startTestEmulator(join(folder, 'no', 'seed.json'))).rejects.toMatchObject({
			name: 'InvalidSeed',
			problems: [{ path: join(folder, 'no', 'seed.json') }],
		});
	});
});

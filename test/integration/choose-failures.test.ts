import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DECIDED, DEFAULTS } from '../support/tiny-pages.js';
import {
	ALL_DEFAULTS,
	createTroubledBuild,
	KEYS,
	type TroubledBuild,
} from '../support/troubled-build.js';

describe('a build while Choose fails', () => {
	let troubled: TroubledBuild;
	beforeAll(async () => {
		troubled = await createTroubledBuild();
	});
	afterAll(() => troubled.remove());
	beforeEach(() => troubled.misbehave({}));

	it('shows defaults when the key is refused', async () => {
		const built = await troubled.build({ INTEMPT_API_KEY: 'a.wrong-key' });
		await troubled.expectWarning(built, /key that is valid.*status 401/);
		expect(await troubled.readShown()).toEqual(ALL_DEFAULTS);
	});

	it('shows defaults when it answers with errors', async () => {
		await troubled.misbehave({ fail: 500 });
		await troubled.expectWarning(await troubled.build(), /status 500/);
		expect(await troubled.readShown()).toEqual(ALL_DEFAULTS);
	});

	it('fails when the build is strict', async () => {
		await troubled.misbehave({ fail: 503 });
		const { code, output } = await troubled.build({}, { strict: true });
		expect(code).not.toBe(0);
		expect(output).toMatch(/StrictBuild[^]*ChooseUnreachable[^]*status 503/);
		expect(output).not.toMatch(KEYS);
	});

	it('takes what was decided before the limit of calls was reached', async () => {
		await troubled.misbehave({ rateLimit: 0.001 });
		const built = await troubled.build({}, { concurrency: 1 });
		await troubled.expectWarning(built, /limit of your plan.*status 429/);
		expect(await troubled.readReport()).toMatchObject({ decisions: 'choose' });
		// The first call is for the first segment on a desktop.
		expect(await troubled.readShown()).toEqual({
			nobody: DEFAULTS,
			pro: { ...DECIDED.pro, tip: DEFAULTS.tip },
		});
	});

	describe('after a build that reached it', () => {
		beforeAll(async () => {
			await troubled.misbehave({});
			const { code, output } = await troubled.build();
			expect(code, output).toBe(0);
		});

		it('shows defaults when that is too long ago', async () => {
			await troubled.misbehave({ fail: 503 });
			const built = await troubled.build({}, { staleIfError: 0 });
			await troubled.expectWarning(built, /Defaults are shown/);
			expect(await troubled.readShown()).toEqual(ALL_DEFAULTS);
		});

		it('shows defaults when that was of another project', async () => {
			await troubled.misbehave({ fail: 503 });
			const built = await troubled.build({}, { project: 'other' });
			await troubled.expectWarning(built, /Defaults are shown/);
			expect(await troubled.readShown()).toEqual(ALL_DEFAULTS);
		});

		it('builds the defaults without a key or a call when asked to', async () => {
			const env = { INTEMPT_API_KEY: undefined, INTEMPT_API_URL: undefined };
			const options = { decisions: 'defaults', strict: true };
			const { code, output } = await troubled.build(env, options);
			expect(code, output).toBe(0);
			expect(await troubled.readReport()).toEqual(
				expect.objectContaining({ decisions: 'defaults', warnings: [] }),
			);
			expect(await troubled.readShown()).toEqual(ALL_DEFAULTS);
		});
	});

	it('takes the key from .env', async () => {
		await troubled.site.write('.env', `INTEMPT_API_KEY=${troubled.env.INTEMPT_API_KEY}\n`);
		const { code, output } = await troubled.build({ INTEMPT_API_KEY: undefined });
		await troubled.site.write('.env', '');
		expect(code, output).toBe(0);
		expect(await troubled.readReport()).toMatchObject({ decisions: 'choose', warnings: [] });
	});
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DECIDED } from '../../support/tiny-pages.js';
import {
	ALL_DEFAULTS,
	createTroubledBuild,
	startSignIn,
	type TroubledBuild,
} from '../../support/troubled-build.js';

describe('a build while Choose fails', () => {
	let troubled: TroubledBuild;
	beforeAll(async () => {
		troubled = await createTroubledBuild();
	});
	afterAll(() => troubled.remove());
	beforeEach(() => troubled.misbehave({}));

	it('shows defaults when it is down and nothing was kept', async () => {
		// Port 9 is the discard service's; nothing listens there.
		const built = await troubled.build({ INTEMPT_API_URL: 'http://127.0.0.1:9' });
		await troubled.expectWarning(built, /ECONNREFUSED[^]*Defaults are shown/);
		expect(await troubled.readReport()).toMatchObject({ decisions: 'defaults' });
		expect(await troubled.readShown()).toEqual(ALL_DEFAULTS);
	});

	it('shows defaults when it answers with something else', async () => {
		const signIn = await startSignIn();
		const built = await troubled.build({ INTEMPT_API_URL: signIn.url });
		signIn.close();
		await troubled.expectWarning(built, /JSON of the form.*<html>Sign in/);
		expect(await troubled.readShown()).toEqual(ALL_DEFAULTS);
	});

	it('shows defaults when it is slow, after the time it was given', async () => {
		await troubled.misbehave({ latency: 600_000 });
		const built = await troubled.build({}, { timeout: 200 });
		await troubled.expectWarning(built, /whole reply within 200 ms/);
		expect(await troubled.readShown()).toEqual(ALL_DEFAULTS);
	});

	it('shows what was decided for the build before, if that reached it', async () => {
		const { code, output } = await troubled.build();
		expect(code, output).toBe(0);
		expect(output).not.toMatch(/WARN/);
		expect(await troubled.readShown()).toEqual(DECIDED);
		await troubled.misbehave({ fail: 503 });
		const built = await troubled.build();
		await troubled.expectWarning(built, /decisions of an earlier build are used/);
		expect(await troubled.readReport()).toMatchObject({ decisions: 'kept' });
		expect(await troubled.readShown()).toEqual(DECIDED);
	});

	it('fails without a key, before anything is built', async () => {
		const { code, output } = await troubled.build({ INTEMPT_API_KEY: undefined });
		expect(code).not.toBe(0);
		expect(output).toContain('MissingApiKey');
		expect(output).toMatch(/INTEMPT_API_KEY[^]*decisions: 'defaults'/);
		expect(output).not.toContain('Building');
	});
});

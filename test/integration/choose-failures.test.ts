import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'astro/zod';
import { createFixtureSite, startFixtureEmulator, type FixtureSite } from '../support/fixture.js';
import type { Env, FinishedProcess } from '../support/process.js';
import { DECIDED, DEFAULTS, readHome, type Shown } from '../support/tiny-pages.js';

const ALL_DEFAULTS = { nobody: DEFAULTS, pro: DEFAULTS };
const SECRET = /fixture-secret|a\.wrong-key/;

const reportSchema = z.object({
	decisions: z.string(),
	warnings: z.array(z.object({ name: z.string(), message: z.string() })),
});

describe('a build while Choose fails', () => {
	let site: FixtureSite;
	let running: Awaited<ReturnType<typeof startFixtureEmulator>>;

	const misbehave = (behaviour: object) =>
		fetch(new URL('/behaviour', running.emulator.controlUrl), {
			method: 'POST',
			body: JSON.stringify(behaviour),
		});
	const build = (env: Env = {}, options: object = {}): Promise<FinishedProcess> =>
		site.build({ ...running.env, ...env, FIXTURE_OPTIONS: JSON.stringify(options) });
	const report = async () =>
		reportSchema.parse(JSON.parse(await site.read('dist/choose-report.json')));
	const shown = async (): Promise<Record<string, Shown>> => {
		const served = await site.serve();
		try {
			return await readHome(served.url);
		} finally {
			await served.stop();
		}
	};

	/** The build succeeded, said loudly what happened, and named the error without the key. */
	const expectWarning = async ({ code, output }: FinishedProcess, error: RegExp) => {
		expect(code, output).toBe(0);
		expect(output).toMatch(/\[WARN\] \[choose:report\][^]*ChooseUnreachable/);
		expect(output).toMatch(error);
		expect(output).not.toMatch(SECRET);
		const { warnings } = await report();
		expect(warnings).toContainEqual({
			name: 'ChooseUnreachable',
			message: expect.stringMatching(error),
		});
		expect(JSON.stringify(warnings)).not.toMatch(SECRET);
	};

	beforeAll(async () => {
		site = await createFixtureSite('tiny');
		running = await startFixtureEmulator(site);
	});
	afterAll(async () => {
		await running.emulator.close();
		await site.remove();
	});
	beforeEach(() => misbehave({ fail: 0, latency: 0, rateLimit: null }));

	it('shows defaults when it is down and nothing was kept', async () => {
		// Port 9 is the discard service's; nothing listens there.
		const built = await build({ INTEMPT_API_URL: 'http://127.0.0.1:9' });
		await expectWarning(built, /ECONNREFUSED[^]*Defaults are shown/);
		expect(await report()).toMatchObject({ decisions: 'defaults' });
		expect(await shown()).toEqual(ALL_DEFAULTS);
	});

	it('shows defaults when the key is refused', async () => {
		const built = await build({ INTEMPT_API_KEY: 'a.wrong-key' });
		await expectWarning(built, /key that is valid.*status 401/);
		expect(await shown()).toEqual(ALL_DEFAULTS);
	});

	it('shows defaults when it answers with errors', async () => {
		await misbehave({ fail: 500 });
		await expectWarning(await build(), /status 500/);
		expect(await shown()).toEqual(ALL_DEFAULTS);
	});

	it('shows defaults when it answers with something else', async () => {
		const server = createServer((_request, response) => response.end('<html>Sign in</html>'));
		await once(server.listen(0, '127.0.0.1'), 'listening');
		const address = server.address();
		const port = typeof address === 'object' ? address?.port : undefined;
		const built = await build({ INTEMPT_API_URL: `http://127.0.0.1:${port}` });
		server.close();
		await expectWarning(built, /JSON of the form.*<html>Sign in/);
		expect(await shown()).toEqual(ALL_DEFAULTS);
	});

	it('shows defaults when it is slow, after the time it was given', async () => {
		await misbehave({ latency: 600_000 });
		await expectWarning(await build({}, { timeout: 200 }), /whole reply within 200 ms/);
		expect(await shown()).toEqual(ALL_DEFAULTS);
	});

	it('fails when the build is strict', async () => {
		await misbehave({ fail: 503 });
		const { code, output } = await build({}, { strict: true });
		expect(code).not.toBe(0);
		expect(output).toMatch(/StrictBuild[^]*ChooseUnreachable[^]*status 503/);
		expect(output).not.toMatch(SECRET);
	});

	it('takes what was decided before the limit of calls was reached', async () => {
		await misbehave({ rateLimit: 0.001 });
		await expectWarning(await build({}, { concurrency: 1 }), /limit of your plan.*status 429/);
		expect(await report()).toMatchObject({ decisions: 'choose' });
		// The first call is for the first segment on a desktop.
		expect(await shown()).toEqual({
			nobody: DEFAULTS,
			pro: { ...DECIDED.pro, tip: DEFAULTS.tip },
		});
	});

	describe('after a build that reached it', () => {
		beforeAll(async () => {
			await misbehave({ fail: 0, latency: 0, rateLimit: null });
			const { code, output } = await build();
			expect(code, output).toBe(0);
			expect(output).not.toMatch(/WARN/);
			expect(await shown()).toEqual(DECIDED);
		});

		it('shows what was decided then', async () => {
			await misbehave({ fail: 503 });
			await expectWarning(await build(), /decisions of an earlier build are used/);
			expect(await report()).toMatchObject({ decisions: 'kept' });
			expect(await shown()).toEqual(DECIDED);
		});

		it('shows defaults when that is too long ago', async () => {
			await misbehave({ fail: 503 });
			await expectWarning(await build({}, { staleIfError: 0 }), /Defaults are shown/);
			expect(await shown()).toEqual(ALL_DEFAULTS);
		});

		it('shows defaults when that was of another project', async () => {
			await misbehave({ fail: 503 });
			await expectWarning(await build({}, { project: 'other' }), /Defaults are shown/);
			expect(await shown()).toEqual(ALL_DEFAULTS);
		});

		it('builds the defaults without a key or a call when asked to', async () => {
			const env = { INTEMPT_API_KEY: undefined, INTEMPT_API_URL: undefined };
			const { code, output } = await build(env, { decisions: 'defaults', strict: true });
			expect(code, output).toBe(0);
			expect(await report()).toEqual(
				expect.objectContaining({ decisions: 'defaults', warnings: [] }),
			);
			expect(await shown()).toEqual(ALL_DEFAULTS);
		});
	});

	it('fails without a key, before anything is built', async () => {
		const { code, output } = await build({ INTEMPT_API_KEY: undefined });
		expect(code).not.toBe(0);
		expect(output).toContain('MissingApiKey');
		expect(output).toMatch(/INTEMPT_API_KEY[^]*decisions: 'defaults'/);
		expect(output).not.toContain('Building');
	});

	it('takes the key from .env', async () => {
		await site.write('.env', `INTEMPT_API_KEY=${running.env.INTEMPT_API_KEY}\n`);
		const { code, output } = await build({ INTEMPT_API_KEY: undefined });
		await site.write('.env', '');
		expect(code, output).toBe(0);
		expect(await report()).toMatchObject({ decisions: 'choose', warnings: [] });
	});
});

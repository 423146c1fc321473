import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect } from 'vitest';
import { z } from 'astro/zod';
import { createFixtureSite, startFixtureEmulator, type FixtureSite } from './fixture.js';
import type { Env, FinishedProcess } from './process.js';
import { DEFAULTS, readHome, type Shown } from './tiny-pages.js';

export const ALL_DEFAULTS = { nobody: DEFAULTS, pro: DEFAULTS };
/** The keys that a build is given. */
export const KEYS = /fixture-secret|a\.wrong-key/;

const reportSchema = z.object({
	decisions: z.string(),
	warnings: z.array(z.object({ name: z.string(), message: z.string() })),
});

/** `test/fixtures/tiny`, and a Choose that can be made to fail while it is built. */
export interface TroubledBuild {
	readonly site: FixtureSite;
	/** Points a build at Choose. */
	readonly env: Env;
	/** Has Choose misbehave, or with an empty object behave again. */
	misbehave(behaviour: object): Promise<void>;
	build(env?: Env, options?: object): Promise<FinishedProcess>;
	readReport(): Promise<z.output<typeof reportSchema>>;
	/** What the home page of the built site shows. */
	readShown(): Promise<Record<string, Shown>>;
	/** The build succeeded, said loudly what happened, and named the error without the key. */
	expectWarning(built: FinishedProcess, error: RegExp): Promise<void>;
	remove(): Promise<void>;
}

export async function createTroubledBuild(): Promise<TroubledBuild> {
	const site = await createFixtureSite('tiny');
	const { emulator, env } = await startFixtureEmulator(site);
	const readReport = async () =>
		reportSchema.parse(JSON.parse(await site.read('dist/choose-report.json')));
	return {
		site,
		env,
		async misbehave(behaviour) {
			const body = JSON.stringify({ fail: 0, latency: 0, rateLimit: null, ...behaviour });
			await fetch(new URL('/behaviour', emulator.controlUrl), { method: 'POST', body });
		},
		build: (own = {}, options = {}) =>
			site.build({ ...env, ...own, FIXTURE_OPTIONS: JSON.stringify(options) }),
		readReport,
		async readShown() {
			const served = await site.serve();
			try {
				return await readHome(served.url);
			} finally {
				await served.stop();
			}
		},
		async expectWarning({ code, output }, error) {
			expect(code, output).toBe(0);
			expect(output).toMatch(/\[WARN\] \[choose:report\][^]*ChooseUnreachable/);
			expect(output).toMatch(error);
			expect(output).not.toMatch(KEYS);
			const { warnings } = await readReport();
			expect(warnings).toContainEqual({
				name: 'ChooseUnreachable',
				message: expect.stringMatching(error),
			});
			expect(JSON.stringify(warnings)).not.toMatch(KEYS);
		},
		async remove() {
			await emulator.close();
			await site.remove();
		},
	};
}

/** Answers everything with a page, as a proxy does that wants a password. */
export async function startSignIn(): Promise<{ readonly url: string; close(): void }> {
	const server = createServer((_request, response) => response.end('<html>Sign in</html>'));
	await once(server.listen(0, '127.0.0.1'), 'listening');
	const address = server.address();
	const port = typeof address === 'object' ? address?.port : undefined;
	return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'astro/zod';
import { createFixtureSite, startFixtureEmulator, type FixtureSite } from '../support/fixture.js';
import { DECIDED, DEFAULTS, readHome, type Shown } from '../support/tiny-pages.js';

const seedSchema = z.looseObject({ experiences: z.array(z.looseObject({ name: z.string() })) });

describe('experiences that an identity is shown a limited number of times', () => {
	let site: FixtureSite;
	let running: Awaited<ReturnType<typeof startFixtureEmulator>>;
	const built: Record<'nobody' | 'pro', Shown>[] = [];
	const outputs: string[] = [];

	beforeAll(async () => {
		site = await createFixtureSite('tiny');
		const seed = seedSchema.parse(JSON.parse(await site.read('choose.seed.json')));
		const budgets: Readonly<Record<string, string>> = { hero: 'once_per_visit', tip: 'once' };
		const experiences = seed.experiences.map((one) => ({ ...one, budget: budgets[one.name] }));
		await site.write('choose.seed.json', JSON.stringify({ ...seed, experiences }));
		running = await startFixtureEmulator(site);
		// One call after the other: the first that asks for the tip, for a desktop, spends it.
		const env = { ...running.env, FIXTURE_OPTIONS: '{"concurrency":1}' };
		for (const _build of ['first', 'second']) {
			const { code, output } = await site.build(env);
			expect(code, output).toBe(0);
			outputs.push(output);
			const served = await site.serve();
			built.push(await readHome(served.url));
			await served.stop();
		}
	});
	afterAll(async () => {
		await running.emulator.close();
		await site.remove();
	});

	it('are all decided in the first build', () => {
		expect(built[0]).toEqual(DECIDED);
	});

	it('are decided again in the next when once per visit, and their default when once', () => {
		expect(built[1]).toEqual({ nobody: DEFAULTS, pro: { ...DECIDED.pro, tip: DEFAULTS.tip } });
	});

	it('are no reason for a warning', () => {
		expect(outputs.join('\n')).not.toMatch(/WARN|ERROR/);
	});
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'astro/zod';
import { ask } from '../support/ask.js';
import { createFixtureSite, startFixtureEmulator, type FixtureSite } from '../support/fixture.js';

const reportSchema = z.object({
	warnings: z.array(z.object({ name: z.string(), message: z.string() })),
});
const PRO = { cookie: 'plan=pro' };
const BETA = { cookie: 'plan=beta' };
const PATHS = ['/', '/throws/', '/cookie/', '/gone/', '/moved/'];

describe('a site with mistakes', () => {
	let site: FixtureSite;
	let running: Awaited<ReturnType<typeof startFixtureEmulator>>;

	const buildWith = (options: object) =>
		site.build({ ...running.env, FIXTURE_OPTIONS: JSON.stringify(options) });
	const headingsOf = async (
		...visits: (readonly [path: string, headers: Record<string, string>])[]
	) => {
		const server = await site.serve();
		try {
			return await Promise.all(
				visits.map(async ([path, headers]) => {
					const { status, text } = await ask(server.url, path, { headers });
					expect(status, path).toBe(200);
					return /<h1>([^<]*)/.exec(text)?.[1];
				}),
			);
		} finally {
			await server.stop();
		}
	};

	beforeAll(async () => {
		site = await createFixtureSite('faulty');
		running = await startFixtureEmulator(site);
	});
	afterAll(async () => {
		await running.emulator.close();
		await site.remove();
	});

	it('is refused by a strict build, with every reason', async () => {
		const strict = await buildWith({ strict: true });
		expect(strict.code).not.toBe(0);
		for (const name of ['StrictBuild', 'VariantFailed', 'PayloadRefused', 'WitnessesDisagree']) {
			expect(strict.output).toContain(name);
		}
	});

	describe('over its budget', () => {
		const build = async (budget: object) => {
			const built = await buildWith({ budget, live: false });
			expect(built.code, built.output).toBe(0);
			expect(built.output).toMatch(/\[WARN\][^]*BudgetExceeded/);
			const report: unknown = JSON.parse(await site.read('dist/choose-report.json'));
			const { warnings } = reportSchema.parse(report);
			return warnings.filter(({ name }) => name === 'BudgetExceeded');
		};

		it('prerenders the first segments of each page, and warns', async () => {
			const told = await build({ page: 1 });
			expect(told.map(({ message }) => message)).toContainEqual(
				expect.stringMatching(/^\/ .*budget/),
			);
			expect(await headingsOf(['/', PRO], ['/', BETA], ['/', {}])).toEqual([
				'Pro hero',
				'Default hero',
				'Default hero',
			]);
		});

		it('prerenders no more than the whole site may have, and warns', async () => {
			expect(await build({ total: 1 })).not.toEqual([]);
			const shown = await headingsOf(
				...PATHS.flatMap(
					(path) =>
						[
							[path, PRO],
							[path, BETA],
						] as const,
				),
			);
			expect(shown.filter((text) => text !== 'Default hero')).toHaveLength(1);
		});
	});
});

import { afterEach, beforeEach, expect, it } from 'vitest';
import { createFixtureSite, startFixtureEmulator, type FixtureSite } from '../support/fixture.js';

const PLAIN = '<h1>Nothing decided here</h1>\n';
const ON_DEMAND = `---\nexport const prerender = false;\n---\n\n${PLAIN}`;

let site: FixtureSite;
beforeEach(async () => {
	site = await createFixtureSite('tiny');
	await site.write('src/pages/index.astro', PLAIN);
});
afterEach(() => site.remove());

// An on-demand page shows what it reads only when it is asked for, so a site that has one is asked about.
it.each([
	['no page reads a decision', undefined, 0],
	['a page is rendered on demand', ON_DEMAND, 4],
])('when %s, Choose is asked as much as that shows', async (_when, page, calls) => {
	if (page !== undefined) await site.write('src/pages/live.astro', page);
	const { emulator, env } = await startFixtureEmulator(site);
	const { code, output } = await site.build(env);
	await emulator.close();
	expect(code, output).toBe(0);
	const report: unknown = JSON.parse(await site.read('dist/choose-report.json'));
	expect(report).toMatchObject({ calls: { made: calls }, pages: [] });
});

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
import { launchChromium, visitWith } from '../../support/browser.js';
import { describeFeature, PRO, testSite, type MatrixRun } from '../../support/matrix.js';
import { startRecorder, type Recorder } from '../../support/recorder.js';

let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());

const STRATEGIES: readonly (readonly [string, (page: Page) => Promise<unknown>])[] = [
	['hover', (page) => page.hover('text="hover"')],
	['tap', (page) => page.dispatchEvent('text="tap"', 'mousedown')],
	['load', () => Promise.resolve()],
	['viewport', () => Promise.resolve()],
];
const VARIED = ['/', ...['hover', 'load', 'none', 'tap', 'viewport'].map((how) => `/by/${how}/`)];

describeFeature('Routing', '`prefetch`', () => {
	testSite({ fixture: 'prefetch', varied: VARIED }, (run) => {
		it('is answered as the navigation is', async () => {
			const [navigation, prefetch] = await Promise.all(
				[PRO, { ...PRO, 'sec-purpose': 'prefetch;prerender', purpose: 'prefetch' }].map((headers) =>
					ask(run().varied.url, '/by/none/', { headers }),
				),
			);
			expect(prefetch?.text).toContain('Pro tip');
			expect({ ...prefetch?.headers, date: '' }).toEqual({ ...navigation?.headers, date: '' });
			expect(prefetch?.text).toBe(navigation?.text);
		});

		describe.each(STRATEGIES)('by %s', (how, trigger) => {
			itShowsTheVisitor(run, how, trigger);

			it('does not show what was prefetched before the visitor came to belong to a segment', async () => {
				await withRecorder(run, async ({ url, answered }) => {
					await visitWith(browser, { url }, async ({ page, context, problems }) => {
						await page.goto(url);
						await trigger(page);
						await answered(`/by/${how}/`);
						await context.addCookies([{ name: 'plan', value: 'pro', url }]);
						await follow(page, how);
						expect(await page.textContent('h1')).toBe(`By ${how}: Pro tip`);
						// The navigation asks again.
						expect(await answered(`/by/${how}/`, 2)).toHaveLength(2);
						expect(problems).toEqual([]);
					});
				});
			});
		});
	});

	describe('with `experimental.clientPrerender`', () => {
		testSite(
			{ fixture: 'prefetch', config: { experimental: { clientPrerender: true } }, varied: VARIED },
			(run) => {
				itShowsTheVisitor(run, 'load', () => Promise.resolve());
			},
		);
	});
});

function itShowsTheVisitor(
	run: () => MatrixRun,
	how: string,
	trigger: (page: Page) => Promise<unknown>,
): void {
	it('shows a visitor of a segment their page', async () => {
		await withRecorder(run, async ({ url, answered }) => {
			await visitWith(browser, { url, cookies: { plan: 'pro' } }, async ({ page, problems }) => {
				await page.goto(url);
				await trigger(page);
				const [prefetch] = await answered(`/by/${how}/`);
				expect(prefetch?.headers['sec-purpose']).toMatch(/^prefetch/);
				await follow(page, how);
				expect(await page.textContent('h1')).toBe(`By ${how}: Pro tip`);
				expect(problems).toEqual([]);
			});
		});
	});
}

async function follow(page: Page, how: string): Promise<void> {
	await page.click(`text="${how}"`);
	await page.waitForURL(`**/by/${how}/`);
}

async function withRecorder(
	run: () => MatrixRun,
	use: (recorder: Recorder) => Promise<void>,
): Promise<void> {
	const recorder = await startRecorder(run().varied.url);
	try {
		await use(recorder);
	} finally {
		await recorder.close();
	}
}

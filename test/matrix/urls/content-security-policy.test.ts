import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { ask, type Answer } from '../../support/ask.js';
import { launchChromium, readPage, readStyle } from '../../support/browser.js';
import { describeFeature, PRO, testSite, type MatrixRun } from '../../support/matrix.js';

const CSP = { fixture: 'csp', varied: ['/offer'], targets: ['/plain'] };

const inMeta = ({ text }: Answer) =>
	/<meta http-equiv="content-security-policy" content="([^"]*)"/.exec(text)?.[1];
const inHeader = ({ headers }: Answer) => headers['content-security-policy']?.toString();

let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());

describeFeature('URLs and output', '`security.csp`', () => {
	describe('as an element', () => {
		testSite(CSP, (run) => {
			testPolicies(run, inMeta);
			it('sends no policy as a header', async () => {
				const { headers } = await ask(run().varied.url, '/offer', { headers: PRO });
				expect(headers).not.toHaveProperty('content-security-policy');
			});
		});
	});

	describe('as a header (staticHeaders)', () => {
		const csp = { algorithm: 'SHA-512', directives: ["default-src 'self'"] };
		const config = { security: { csp } };
		testSite({ ...CSP, config, env: { FIXTURE_STATIC_HEADERS: '1' } }, (run) => {
			testPolicies(run, inHeader);
			it('hashes with the algorithm asked for, and has the directives of all pages', async () => {
				const policy = inHeader(await ask(run().varied.url, '/offer', { headers: PRO })) ?? '';
				expect(policy).toContain("default-src 'self'");
				expect([...policy.matchAll(/'(sha\d+)-/g)].map(([, name]) => name)).toContain('sha512');
				expect(policy).not.toContain('sha256');
			});
			it('goes with the 304 of a variant', async () => {
				const { headers } = await ask(run().varied.url, '/offer', { headers: PRO });
				const again = { ...PRO, 'if-none-match': headers.etag };
				const unchanged = await ask(run().varied.url, '/offer', { headers: again });
				expect(unchanged.status).toBe(304);
				expect(inHeader(unchanged)).toBe(headers['content-security-policy']);
			});
		});
	});
});

function testPolicies(
	run: () => MatrixRun,
	policyOf: (answer: Answer) => string | undefined,
): void {
	it('has a policy of its own for each variant', async () => {
		const [everybody, pro] = await Promise.all([
			ask(run().varied.url, '/offer'),
			ask(run().varied.url, '/offer', { headers: PRO }),
		]);
		const hashes = (answer: Answer) => policyOf(answer)?.match(/'sha\d+-[^']*'/g) ?? [];
		expect(policyOf(everybody)).toContain("form-action 'self'");
		expect(policyOf(everybody)).not.toContain('v2.example');
		expect(policyOf(pro)).toContain("form-action 'self'");
		expect(policyOf(pro)).toContain("img-src 'self' https://v2.example");
		expect(hashes(everybody).length).toBeGreaterThan(0);
		expect(hashes(pro).length).toBeGreaterThan(0);
	});

	it.each([
		{ who: 'everybody', headers: {}, express: null, color: undefined },
		{ who: 'a segment', headers: PRO, express: 'scripted', color: 'rgb(0, 128, 128)' },
	])('lets the styles and scripts of $who work in a browser', async (visitor) => {
		const { headers, express, color } = visitor;
		const seen = await readPage(
			browser,
			`${run().varied.url}/offer`,
			headers,
			async (page, problems) => ({
				problems: [...problems],
				heading: await readStyle(page, 'h1', 'color'),
				page: await page.locator('html').getAttribute('data-page'),
				express: await page.locator('html').getAttribute('data-express'),
				color: await readStyle(page, '.express', 'color'),
			}),
		);
		const heading = 'rgb(128, 0, 128)';
		expect(seen).toEqual({ problems: [], heading, page: 'scripted', express, color });
	});
}

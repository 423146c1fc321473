import { describe, expect, it } from 'vitest';
import {
	createCrawlers,
	createPeople,
	createVisitors,
} from '../../../integration/src/prove/askers.js';
import { makeReport, type Run } from '../../../integration/src/prove/make-report.js';
import { judgePage } from '../../../integration/src/prove/judge/judge-page.js';
import { renderHtml } from '../../../integration/src/prove/render-html.js';
import { renderTerminal } from '../../../integration/src/prove/render-terminal.js';
import type { PageAnswers } from '../../../integration/src/prove/prove-types.js';
import { answer } from './answers.js';
import { notEmpty } from '../../support/not-empty.js';

const site = new URL('http://127.0.0.1:4321/');
const askers = [...createPeople(), ...createVisitors(), ...createCrawlers()];

/** A page that everybody gets alike, but for what is said of each. */
function judge(bodyOf: (id: string) => string, path = '/') {
	const direct = askers.map((asker) => answer({ asker, target: path, body: bodyOf(asker.id) }));
	const cached = direct.map((one) => ({ ...one, via: 'cache' as const }));
	const page: PageAnswers = { path, direct, again: direct, cached: [cached] };
	return judgePage(page, askers, site);
}

function report(change: Partial<Run> = {}) {
	return makeReport({
		site,
		startedAt: 0,
		endedAt: 1_500,
		deadline: 600_000,
		askers,
		found: { source: '/sitemap.xml', paths: ['/'], listed: ['/'], notes: [] },
		asked: ['/'],
		judged: [judge(() => 'same')],
		probed: { probes: 1, findings: [] },
		audiences: { expected: 0, shown: 0, own: 0, findings: [] },
		segments: undefined,
		notes: [],
		...change,
	});
}

describe('the verdict', () => {
	it('holds when all was tried, and says what it rests on', () => {
		const { verdict, statements, startedAt, ms } = report();
		expect({ verdict, startedAt, ms }).toEqual({
			verdict: 'holds',
			startedAt: '1970-01-01T00:00:00.000Z',
			ms: 1_500,
		});
		expect(statements[0]?.evidence).toContain(`${createCrawlers().length} crawlers`);
		expect(statements[1]?.evidence).toContain('20 unguessable marks');
		expect(statements[3]).toMatchObject({ id: 'audiences', verdict: 'unproven' });
	});

	it('is no proof when a page could not be asked for in time', () => {
		const found = report({ asked: ['/', '/late/'] });
		expect(found.verdict).toBe('unproven');
		expect(found.notes.join('\n')).toContain('1 page could not be asked for');
	});

	it('is no proof when there was no page at all', () => {
		expect(report({ asked: [], judged: [] }).verdict).toBe('unproven');
	});

	it('is broken by one crawler on one page', () => {
		const judged = [judge((id) => (id === 'gptbot' ? 'for machines' : 'same'))];
		const found = report({ judged });
		expect(found.verdict).toBe('broken');
		expect(found.findings).toMatchObject([
			{ name: 'Cloaking', page: '/', message: expect.stringContaining('GPTBot') },
		]);
		expect(found.summary).toContain('“Crawlers and people get the same bytes” is not true');
	});

	it('allows phones another page than desktops', () => {
		const judged = [judge((id) => (id.includes('mobile') ? 'phone' : 'desk'))];
		// Crawlers that are phones by their user agent get the desktop’s page here.
		expect(new Set(report({ judged }).findings.map(({ name }) => name))).toEqual(
			new Set(['Cloaking']),
		);
		const devices = new Map(askers.map(({ id, device }) => [id, device]));
		expect(report({ judged: [judge((id) => devices.get(id) ?? '')] }).findings).toEqual([]);
	});
});

describe('what is printed', () => {
	const evil = '<img src=x onerror=alert(1)>\u001b[31m\u202e';
	const found = report({
		judged: [judge((id) => (id === 'bingbot' ? evil : 'same'), `/${evil}`)],
		notes: [evil],
	});

	it('steers no terminal', () => {
		const text = renderTerminal(found);
		expect(text).toContain('onerror');
		expect(text).not.toMatch(/[\u001b\u202e]/);
	});

	it('is escaped in the page', () => {
		const html = renderHtml(found);
		expect(html).toContain('&lt;img src=x');
		expect(html).not.toContain('<img');
	});
});

describe('random visitors', () => {
	it('send other marks in each run, all different, and fit to be anything', () => {
		const marks = [createVisitors(), createVisitors()].flat().flatMap(({ markers }) => markers);
		const texts = new Set(marks.map(({ text }) => text));
		expect(texts.size).toBe(40);
		for (const text of notEmpty(texts)) expect(text).toMatch(/^prove-[ab]-[0-9a-f]{18}$/);
	});

	it('are one visitor with and without parameters', () => {
		const [plain, withQuery] = createVisitors();
		expect(withQuery?.owner).toBe(plain?.owner);
		expect(withQuery?.headers).toEqual(plain?.headers);
	});
});

describe('crawlers', () => {
	it('are a dozen, on both devices, and differ from a person in the user agent alone', () => {
		const crawlers = createCrawlers();
		expect(crawlers.length).toBeGreaterThanOrEqual(12);
		expect(new Set(crawlers.map(({ device }) => device))).toEqual(new Set(['desktop', 'mobile']));
		const [person] = createPeople();
		for (const { headers } of notEmpty(crawlers))
			expect({ ...headers, 'user-agent': '' }).toEqual({ ...person?.headers, 'user-agent': '' });
	});
});

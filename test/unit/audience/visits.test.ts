import { afterEach, describe, expect, it, vi } from 'vitest';
import { createClassifier } from '../../../integration/src/audience/classifier.js';
import { createPersistence } from '../../../integration/src/audience/persistence.js';
import { createSealer } from '../../../integration/src/audience/sealing.js';
import { createVisitResolver, type Visit } from '../../../integration/src/audience/visits.js';
import type {
	VisitorContext,
	VisitorInput,
} from '../../../integration/src/definition/definition-types.js';
import { definitionOf } from '../../support/definition.js';
import { factsOf, type WrittenFacts } from '../../support/facts.js';

const NOW = Date.UTC(2026, 0, 1);
const SEALER = createSealer('a'.repeat(32), 'choose_segment');
const DESKTOP =
	'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
const PHONE = DESKTOP.replace('Windows NT 10.0; Win64; x64', 'Linux; Android 10; K');
const SOCIAL = { query: 'utm_source=facebook', userAgent: DESKTOP };
const KEPT = `choose_segment=${SEALER.seal(JSON.stringify({ social: NOW / 1_000 + 600 }))}`;

/** A site with what it says about visitors. */
function createSite(visitor: VisitorInput) {
	const definition = definitionOf({
		segments: {
			acme: { when: { host: 'acme.example.com' } },
			social: { when: { query: { utm_source: 'facebook' } }, persist: '30m' },
			member: { when: false, persist: '1d' },
			staff: { private: true },
			everyone: {},
		},
		visitor: { consent: 'not-needed', ...visitor },
	});
	const problems: string[] = [];
	const resolve = createVisitResolver({
		definition,
		classifier: createClassifier(definition),
		persistence: createPersistence(definition, SEALER),
		now: () => NOW,
		onProblem: (message) => problems.push(message),
	});
	return {
		problems,
		visit: (facts: WrittenFacts, secure = true) => resolve(factsOf(facts), { secure }),
		visitFrom: (pageQuery: string, facts: WrittenFacts) =>
			resolve(factsOf(facts), { secure: true, pageQuery }),
	};
}

const shown = ({ audience, setCookie }: Visit) => ({
	segments: audience.segments.map(({ name }) => name),
	setsCookie: setCookie !== undefined,
});

/** A visit that was resolved at once. */
function shownAtOnce(visit: Visit | Promise<Visit>) {
	if (visit instanceof Promise) throw new TypeError('it waits');
	return shown(visit);
}

describe('a visit', () => {
	it('that matches a persisted segment keeps it', () => {
		expect(shownAtOnce(createSite({}).visit(SOCIAL))).toEqual({
			segments: ['social', 'everyone'],
			setsCookie: true,
		});
	});

	it('later is in the kept segment, behind those of the request', () => {
		const facts = { host: 'acme.example.com', cookies: KEPT };
		expect(shownAtOnce(createSite({}).visit(facts))).toEqual({
			segments: ['acme', 'social', 'everyone'],
			setsCookie: false,
		});
	});
});

describe('the cookie of a visit', () => {
	it.each([
		['over an encrypted connection', true, undefined, true],
		['over a proxy that says so', false, 'https', true],
		['over several proxies, the first of which says so', false, 'https, http', true],
		['over plain http', false, undefined, false],
		['over a proxy that does not say so', false, 'http', false],
		['over several proxies, the last of which says so', false, 'http, https', false],
	])('is Secure %s: %s', (_how, secure, proto, expected) => {
		const headers: Record<string, string> =
			proto === undefined ? {} : { 'x-forwarded-proto': proto };
		const { setCookie } = createSite({}).visit({ ...SOCIAL, headers }, secure) as Visit;
		expect(setCookie?.split('; ').includes('Secure')).toBe(expected);
	});
});

describe('a request that a page sends', () => {
	const site = createSite({});
	const from = (pageQuery: string, facts: WrittenFacts = {}) =>
		shownAtOnce(site.visitFrom(pageQuery, { userAgent: DESKTOP, ...facts }));

	it('is of the page’s audience, and keeps nothing on its account', () => {
		expect(from('utm_source=facebook')).toEqual({
			segments: ['social', 'everyone'],
			setsCookie: false,
		});
	});

	it('has the page’s order: a kept segment that the page matches anyway comes first', () => {
		const facts = { host: 'acme.example.com', cookies: KEPT };
		expect(from('utm_source=facebook', facts).segments).toEqual(['acme', 'social', 'everyone']);
	});

	it('keeps what it says itself', () => {
		expect(from('', SOCIAL)).toEqual({ segments: ['social', 'everyone'], setsCookie: true });
	});

	it('is in the kept segment when its page says nothing', () => {
		expect(from('', { cookies: KEPT }).segments).toEqual(['social', 'everyone']);
	});
});

describe('a request that a page sends, and the rules', () => {
	const definition = definitionOf({
		segments: {
			direct: { when: { not: { query: { utm_source: true } } } },
			partner: { when: { query: { utm_source: 'partner' } } },
			social: { when: { query: { utm_source: 'facebook' } } },
			pro: { when: { cookie: { plan: 'pro' } } },
		},
	});
	const resolve = createVisitResolver({
		definition,
		classifier: createClassifier(definition),
		persistence: createPersistence(definition, SEALER),
		now: () => NOW,
		onProblem: () => undefined,
	});

	it.each([
		['of the page alone', '', 'utm_source=facebook', ['social', 'pro']],
		['that the page does not match', '', 'utm_source=other', ['pro']],
		[
			'that its own query matches, first',
			'utm_source=partner',
			'utm_source=facebook',
			['partner', 'social', 'pro'],
		],
		['that both match, once', 'utm_source=facebook', 'utm_source=facebook', ['social', 'pro']],
		['of neither query', 'a=1', 'b=2', ['direct', 'pro']],
		// What was asked before from another page is not what is remembered.
		['of the page alone, again', '', 'utm_source=partner', ['partner', 'pro']],
	])('%s', (_which, query, pageQuery, segments) => {
		const visit = resolve(factsOf({ query, cookies: 'plan=pro' }), { secure: true, pageQuery });
		expect(shownAtOnce(visit).segments).toEqual(segments);
	});
});

describe('a visitor who', () => {
	const without = { segments: ['social', 'everyone'], setsCookie: false };

	it.each<[string, VisitorInput, WrittenFacts]>([
		['does not consent', { consent: () => false }, {}],
		['opted out', {}, { cookies: 'intempt_do_not_track=1' }],
		['opted out and consents', { consent: () => true }, { cookies: 'a=1; intempt_do_not_track=1' }],
	])('%s is in the segments of the request, and no cookie is set', (_who, visitor, facts) => {
		expect(shownAtOnce(createSite(visitor).visit({ ...SOCIAL, ...facts }))).toEqual(without);
	});

	it.each<[string, VisitorInput, string]>([
		['does not consent', { consent: () => false }, KEPT],
		['opted out', {}, `${KEPT}; intempt_do_not_track=1`],
	])('%s is in no kept segment', (_who, visitor, cookies) => {
		expect(shownAtOnce(createSite(visitor).visit({ cookies })).segments).toEqual(['everyone']);
	});

	it('has a do-not-track cookie that does not say so is asked as anybody', () => {
		const facts = { ...SOCIAL, cookies: 'intempt_do_not_track=0' };
		expect(shownAtOnce(createSite({}).visit(facts)).setsCookie).toBe(true);
	});

	it('consents by a cookie of the site is kept', () => {
		const site = createSite({ consent: ({ cookie }) => cookie('ok') === '1' });
		expect(shownAtOnce(site.visit({ ...SOCIAL, cookies: 'ok=1' })).setsCookie).toBe(true);
		expect(shownAtOnce(site.visit({ ...SOCIAL, cookies: 'ok=0' })).setsCookie).toBe(false);
	});

	const GRANTED = { consent: { cookie: { ok: 'yes*' }, not: { header: { 'sec-gpc': '1' } } } };

	it.each<[string, WrittenFacts, boolean]>([
		['holds', { cookies: 'ok=yes-all' }, true],
		['does not hold', { cookies: 'ok=no' }, false],
		['holds but for a header', { cookies: 'ok=yes', headers: { 'sec-gpc': '1' } }, false],
		['holds, and who opted out', { cookies: 'ok=yes; intempt_do_not_track=1' }, false],
	])('consents by a rule that %s is kept accordingly', (_how, facts, isKept) => {
		const site = createSite(GRANTED);
		expect(shownAtOnce(site.visit({ ...SOCIAL, ...facts })).setsCookie).toBe(isKept);
		const cookies = `${facts.cookies ?? ''}; ${KEPT}`;
		const later = shownAtOnce(site.visit({ ...facts, cookies }));
		expect(later.segments).toEqual(isKept ? ['social', 'everyone'] : ['everyone']);
	});

	it.each<[string, () => unknown, RegExp]>([
		[
			'throws',
			() => {
				throw new Error('no banner');
			},
			/threw Error: no banner/,
		],
		['answers with a promise', () => Promise.resolve(true), /true or false/],
		['answers with a word', () => 'yes', /true or false/],
		['answers with nothing', () => undefined, /true or false/],
	])('is asked for consent in a way that %s has not given it', (_how, consent, problem) => {
		const site = createSite({ consent: consent as () => boolean });
		expect(shownAtOnce(site.visit(SOCIAL))).toEqual(without);
		expect(site.problems).toEqual([expect.stringMatching(problem)]);
	});

	it.each<[string, WrittenFacts]>([
		[
			'is a crawler',
			{ userAgent: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' },
		],
		[
			'is a crawler for phones',
			{ userAgent: 'Mozilla/5.0 (Linux; Android 6.0.1) (compatible; bingbot/2.0)' },
		],
		['prefetches', { headers: { 'sec-purpose': 'prefetch' } }],
		['prefetches by a proxy', { headers: { 'sec-purpose': 'prefetch;anonymous-client-ip' } }],
		['prerenders', { headers: { 'sec-purpose': 'prefetch;prerender' } }],
		['prefetches in the old way', { headers: { purpose: 'prefetch' } }],
	])('%s gets the same audience, and no cookie', (_who, facts) => {
		const site = createSite({});
		const userAgent = facts.userAgent?.includes('Android') ? PHONE : DESKTOP;
		const asPerson = site.visit({ ...SOCIAL, userAgent }) as Visit;
		const visit = site.visit({ ...SOCIAL, ...facts }) as Visit;
		expect(visit.audience).toBe(asPerson.audience);
		expect([asPerson.setCookie !== undefined, visit.setCookie]).toEqual([true, undefined]);
	});
});

describe('visitor.segment', () => {
	afterEach(() => {
		vi.useRealTimers();
	});
	const segmentsOf = async (answer: unknown, facts: WrittenFacts = SOCIAL) => {
		const site = createSite({ segment: () => answer as string });
		return { ...shown(await site.visit(facts)), problems: site.problems };
	};

	it.each<[string, unknown, string[]]>([
		['one name', 'member', ['social', 'member', 'everyone']],
		['several, in whatever order', ['staff', 'acme'], ['acme', 'social', 'staff', 'everyone']],
		['a private segment', 'staff', ['social', 'staff', 'everyone']],
		['one that matches anyway', 'social', ['social', 'everyone']],
		['the one of everybody', 'everyone', ['social', 'everyone']],
		['nothing', undefined, ['social', 'everyone']],
		['no names', [], ['social', 'everyone']],
		['a promise of a name', Promise.resolve('member'), ['social', 'member', 'everyone']],
		['a promise of nothing', Promise.resolve(undefined), ['social', 'everyone']],
	])('may answer with %s', async (_what, answer, segments) => {
		const site = await segmentsOf(answer);
		expect(site.segments).toEqual(segments);
		expect(site.problems).toEqual([]);
	});

	it.each<[string, unknown]>([
		['an unknown name', 'vip'],
		['a promise of an unknown name', Promise.resolve(['vip'])],
		['the name of a property of every object', 'constructor'],
		['a number', 7],
		['an object without a prototype', Object.create(null)],
		['a promise of a symbol', Promise.resolve([Symbol('vip')])],
	])('that answers with %s adds no segment, and says so', async (_what, answer) => {
		const site = await segmentsOf(answer);
		expect(site.segments).toEqual(['social', 'everyone']);
		expect(site.problems).toEqual([
			expect.stringMatching(/^visitor\.segment named the undeclared/),
		]);
	});

	it.each<[string, () => unknown]>([
		[
			'throws',
			() => {
				throw new Error('down');
			},
		],
		[
			'throws something odd',
			() => {
				throw Object.create(null);
			},
		],
		['rejects', () => Promise.reject(new Error('down'))],
		// eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- as sites may
		['rejects with nothing', () => Promise.reject(undefined)],
	])('that %s adds no segment, and says so', async (_how, segment) => {
		const site = createSite({ segment: segment as () => string });
		expect(shown(await site.visit(SOCIAL)).segments).toEqual(['social', 'everyone']);
		expect(site.problems).toEqual([expect.stringMatching(/^visitor\.segment failed/)]);
	});

	it('that takes longer than 100 ms adds no segment, and may fail later unnoticed', async () => {
		vi.useFakeTimers();
		const { promise, reject } = Promise.withResolvers<string>();
		const site = createSite({ segment: () => promise });
		const visit = site.visit(SOCIAL);
		let isSettled = false;
		void Promise.resolve(visit).then(() => (isSettled = true));
		await vi.advanceTimersByTimeAsync(99);
		expect(isSettled).toBe(false);
		await vi.advanceTimersByTimeAsync(1);
		expect(shown(await visit).segments).toEqual(['social', 'everyone']);
		expect(site.problems).toEqual([expect.stringContaining('100 ms')]);
		reject(new Error('late'));
		await vi.advanceTimersByTimeAsync(1);
		expect(site.problems).toHaveLength(1);
	});

	it('that answers in time leaves no timer behind', async () => {
		vi.useFakeTimers();
		const site = createSite({ segment: () => Promise.resolve('member') });
		await site.visit({});
		expect(vi.getTimerCount()).toBe(0);
	});

	it('keeps a persisted segment that it names', () => {
		const site = createSite({ segment: () => 'member' });
		expect(shownAtOnce(site.visit({}))).toEqual({
			segments: ['member', 'everyone'],
			setsCookie: true,
		});
	});

	it('sees the request, decoded, and nothing that was not sent', () => {
		const seen: VisitorContext[] = [];
		const site = createSite({
			segment: (context) => {
				seen.push(context);
				return undefined;
			},
		});
		void site.visit({
			path: '/a%20b/',
			host: 'acme.example.com',
			query: 'q=a%20b&q=c',
			cookies: 'plan=%70ro',
			headers: { authorization: 'Basic x' },
		});
		const [context] = seen;
		expect(context).toMatchObject({ path: '/a%20b/', host: 'acme.example.com' });
		expect([
			context?.query('q'),
			context?.cookie('plan'),
			context?.header('Authorization'),
		]).toEqual(['a b', 'pro', 'Basic x']);
		expect([context?.query('x'), context?.cookie('x'), context?.header('x')]).toEqual([
			undefined,
			undefined,
			undefined,
		]);
	});
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchPattern } from '../../../integration/src/astro-internals.js';
import { createClassifier } from '../../../integration/src/audience/classifier.js';
import { createPersistence } from '../../../integration/src/audience/persistence.js';
import { createSealer } from '../../../integration/src/audience/sealing.js';
import { createHostReader } from '../../../integration/src/audience/validated-host.js';
import { createVisitResolver } from '../../../integration/src/audience/visits.js';
import { createWebFacts } from '../../../integration/src/audience/web-facts.js';
import { createDecisionTable } from '../../../integration/src/decisions/decision-table.js';
import { matchesHost } from '../../../integration/src/edge/host-pattern.js';
import { createVisitorReader } from '../../../integration/src/edge/visitor.js';
import { createEdgeManifest } from '../../../integration/src/export/create-edge-manifest.js';
import { definitionOf, text, type WrittenDefinition } from '../../support/definition.js';
import { SITE_CONFIG } from '../../support/edge-manifest.js';
import { runs } from '../../support/runs.js';

const SECRET = 's'.repeat(32);
const NOW = Date.UTC(2026, 0, 1);
const HOSTS = [{ hostname: '**.example.com' }, { hostname: 'shop.example', protocol: 'https' }];
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15';
const DESKTOP = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36';
const GOOGLEBOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';

function createBoth(visitor: WrittenDefinition['visitor'] = { consent: 'not-needed' }) {
	const definition = definitionOf({
		segments: {
			acme: { when: { host: 'acme.example.com' } },
			social: { when: { query: { utm_source: ['facebook', 'insta*'] } }, persist: '30m' },
			pro: { when: { cookie: { plan: 'pro' } }, persist: '1d' },
			beta: { when: { anyOf: [{ header: { 'X-Beta': true } }, { not: { query: { a: '?' } } }] } },
			everyone: {},
		},
		experiences: { hero: text() },
		visitor,
	});
	const table = createDecisionTable(definition, [], () => undefined);
	const manifest = createEdgeManifest({
		index: { build: { modules: [], digest: 'b' }, pages: [] },
		definition,
		table,
		config: { ...SITE_CONFIG, security: { allowedDomains: HOSTS } },
		diagnostics: true,
		folder: '_choose-x/',
		signed: null,
	});
	const readHost = createHostReader(HOSTS);
	const resolveVisit = createVisitResolver({
		definition,
		classifier: createClassifier(definition),
		persistence: createPersistence(definition, createSealer(SECRET, 'choose_segment')),
		now: () => NOW,
		onProblem: expect.unreachable,
	});
	const readVisitor = createVisitorReader(manifest, SECRET);
	return {
		manifest,
		async ask(request: Request) {
			const facts = createWebFacts(request, readHost);
			const secure = request.url.startsWith('https:');
			const node = await resolveVisit(facts, { secure });
			return { node, edge: await readVisitor(request, NOW) };
		},
	};
}

const sealed = (ends: unknown) => createSealer(SECRET, 'choose_segment').seal(JSON.stringify(ends));
const IN_AN_HOUR = NOW / 1_000 + 3_600;

const requests = fc.record({
	origin: fc.constantFrom(
		'https://acme.example.com',
		'http://ACME.example.com:8080',
		'https://shop.example',
		'http://shop.example',
		'https://evil.example',
	),
	query: fc.constantFrom('', '?utm_source=Facebook', '?a=b&utm_source=instagram', '?a=%41', '?%'),
	cookies: fc.array(
		fc.constantFrom(
			'plan=pro',
			'plan=Pro',
			'intempt_do_not_track=1',
			'consent=granted',
			`choose_segment=${sealed({ social: IN_AN_HOUR, gone: IN_AN_HOUR })}`,
			`choose_segment=${sealed({ pro: IN_AN_HOUR, social: 1 })}`,
			`choose_segment=${sealed({ pro: 'x' })}`,
			`choose_segment=${sealed([IN_AN_HOUR])}`,
			'choose_segment=forged',
			`choose_segment=${'x'.repeat(3_000)}`,
		),
		{ maxLength: 3 },
	),
	headers: fc.record(
		{
			'user-agent': fc.constantFrom(IPHONE, DESKTOP, GOOGLEBOT),
			'sec-purpose': fc.constant('prefetch'),
			'x-beta': fc.constantFrom('', '1'),
			'x-forwarded-host': fc.constantFrom('acme.example.com', 'evil.example'),
			'x-forwarded-proto': fc.constantFrom('https', 'http'),
		},
		{ requiredKeys: ['user-agent'] },
	),
});

describe('a visitor at an edge', () => {
	it.each([
		['always', undefined],
		['by a rule', { consent: { cookie: { consent: 'granted' } } }],
	])(
		'is who a Node server takes them for, where cookies are allowed %s',
		async (_name, visitor) => {
			const { ask, manifest } = createBoth(visitor);
			await fc.assert(
				fc.asyncProperty(requests, async ({ origin, query, cookies, headers }) => {
					const cookie = cookies.length > 0 && { cookie: cookies.join('; ') };
					const host = new URL(origin).host;
					const request = new Request(`${origin}/${query}`, {
						headers: { ...headers, ...cookie, host },
					});
					const { node, edge } = await ask(request);
					expect(edge.device).toBe(node.audience.device);
					expect(edge.audience).toBe(node.audience.key);
					expect(edge.segments.map((place) => manifest.segments[place]?.name)).toEqual(
						node.audience.segments.map(({ name }) => name),
					);
					// Sealed anew each time: everything but the value is equal.
					const withoutValue = (setCookie: string | undefined) =>
						setCookie?.replace(/^(choose_segment=)[\w-]+/, '$1');
					expect(withoutValue(edge.setCookie)).toBe(withoutValue(node.setCookie));
				}),
				runs(150),
			);
		},
	);

	it('is kept in nothing without a secret, or with a short one', async () => {
		const { manifest } = createBoth();
		for (const secret of [undefined, 'short']) {
			const request = new Request('https://shop.example/?utm_source=facebook');
			const visitor = await createVisitorReader(manifest, secret)(request, NOW);
			expect(visitor.setCookie).toBeUndefined();
			expect(visitor.audience).toBe('desktop:social,beta,everyone');
		}
	});
});

it('matches hosts as Astro does', () => {
	const label = fc.constantFrom('a', 'com', '*', '**');
	const name = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'));
	const patterns = fc.record(
		{
			protocol: fc.constantFrom('http', 'https'),
			hostname: name,
			port: fc.constantFrom('', '80', '8080'),
		},
		{ requiredKeys: [] },
	);
	const urls = fc
		.tuple(
			fc.constantFrom('http', 'https'),
			fc.constantFrom('', '.', 'a..'),
			fc.array(fc.constantFrom('a', 'com'), { minLength: 1, maxLength: 4 }),
			fc.constantFrom('', ':8080'),
		)
		.map(
			([protocol, start, labels, port]) =>
				new URL(`${protocol}://${start}${labels.join('.')}${port}/`),
		);
	fc.assert(
		fc.property(urls, patterns, (url, pattern) => {
			expect(matchesHost(url, pattern)).toBe(matchPattern(url, pattern));
		}),
		{ ...runs(2_000), examples: [[new URL('http://.com/'), { hostname: '**.com' }]] },
	);
});

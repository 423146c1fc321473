import { parseSetCookie } from 'cookie';
import { describe, expect, it } from 'vitest';
import {
	createPersistence,
	NO_PERSISTENCE,
} from '../../../integration/src/audience/persistence.js';
import { createSealer } from '../../../integration/src/audience/sealing.js';
import { definitionOf, type WrittenDefinition } from '../../support/definition.js';
import { factsOf } from '../../support/facts.js';

const SEALER = createSealer('a'.repeat(32), 'choose_segment');
const NOW = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;
const SEGMENTS: WrittenDefinition['segments'] = {
	social: { when: { query: { utm_source: 'facebook' } }, persist: '30m' },
	member: { when: false, persist: '1d' },
	pro: { when: { cookie: { plan: 'pro' } } },
};

/** One browser on one site: it keeps the cookie that it is sent. */
function createVisitor(segments = SEGMENTS) {
	const definition = definitionOf({ segments });
	const persistence = createPersistence(definition, SEALER);
	const visitor = {
		cookies: '',
		/** The segments of earlier requests. */
		read: (now: number) =>
			persistence.read(factsOf({ cookies: visitor.cookies }), now).map(({ name }) => name),
		/** Makes a request that matches segments; the cookie it is answered with. */
		match(names: readonly string[], now: number, secure = true) {
			const matched = definition.segments.filter(({ name }) => names.includes(name));
			const setCookie = persistence.renew(factsOf({ cookies: visitor.cookies }), matched, now, {
				secure,
			});
			if (setCookie !== undefined) visitor.cookies = setCookie.split(';', 1)[0]!;
			return setCookie;
		},
	};
	return visitor;
}

describe('a persisted segment', () => {
	it('is kept for its time, and no longer', () => {
		const visitor = createVisitor();
		visitor.match(['social'], NOW);
		expect(visitor.read(NOW + 1)).toEqual(['social']);
		expect(visitor.read(NOW + 30 * MINUTE - 1)).toEqual(['social']);
		expect(visitor.read(NOW + 30 * MINUTE)).toEqual([]);
	});

	it('is kept in a cookie that scripts and other sites cannot use', () => {
		const setCookie = createVisitor().match(['social'], NOW)!;
		expect(parseSetCookie(setCookie)).toEqual({
			name: 'choose_segment',
			value: expect.stringMatching(/^[\w-]+$/) as string,
			maxAge: 30 * 60,
			path: '/',
			httpOnly: true,
			secure: true,
			sameSite: 'lax',
		});
		expect(setCookie).not.toContain('Domain');
	});

	it('is kept without Secure where the site is served by http', () => {
		const setCookie = createVisitor().match(['social'], NOW, false)!;
		expect(parseSetCookie(setCookie).secure).toBeUndefined();
	});

	it.each([
		['at once', 0, false],
		['before a tenth of the time', 3 * MINUTE - 1_000, false],
		['after a tenth of the time', 3 * MINUTE + 1_000, true],
		['after its end', 31 * MINUTE, true],
	])('that matches again %s is renewed: %s later, %s', (_when, later, isRenewed) => {
		const visitor = createVisitor();
		visitor.match(['social'], NOW);
		expect(visitor.match(['social'], NOW + later) !== undefined).toBe(isRenewed);
	});

	it('that is renewed is kept for its time from then', () => {
		const visitor = createVisitor();
		visitor.match(['social'], NOW);
		visitor.match(['social'], NOW + 20 * MINUTE);
		expect(visitor.read(NOW + 49 * MINUTE)).toEqual(['social']);
	});

	it('is kept beside others, each for its own time', () => {
		const visitor = createVisitor();
		visitor.match(['member'], NOW);
		const setCookie = visitor.match(['social'], NOW + MINUTE)!;
		expect(visitor.read(NOW + 2 * MINUTE)).toEqual(['social', 'member']);
		expect(visitor.read(NOW + 60 * MINUTE)).toEqual(['member']);
		expect(parseSetCookie(setCookie).maxAge).toBe(24 * 3_600 - 60);
	});

	it('that has ended is dropped from the cookie', () => {
		const visitor = createVisitor();
		visitor.match(['social'], NOW);
		visitor.match(['member'], NOW + 31 * MINUTE);
		expect(SEALER.open(visitor.cookies.split('=')[1]!)).toBe(
			JSON.stringify({ member: (NOW + 31 * MINUTE) / 1_000 + 24 * 3_600 }),
		);
	});

	it('is not kept when it does not say `persist`', () => {
		expect(createVisitor().match(['pro'], NOW)).toBeUndefined();
	});

	it('needs no cookie on a request that matches nothing', () => {
		const visitor = createVisitor();
		visitor.match(['social'], NOW);
		expect(visitor.match([], NOW + 20 * MINUTE)).toBeUndefined();
	});

	it.each<[string, WrittenDefinition['segments']]>([
		['not declared any more', { other: { when: false, persist: '1d' } }],
		['not persisted any more', { ...SEGMENTS, social: { when: false } }],
	])('that is %s counts for nothing', (_what, segments) => {
		const visitor = createVisitor();
		visitor.match(['social'], NOW);
		const later = createVisitor(segments);
		later.cookies = visitor.cookies;
		expect(later.read(NOW + 1)).toEqual([]);
	});

	it('is not kept with so many others that the cookie would not be read again', () => {
		const names = Array.from({ length: 100 }, (_, index) => `a-rather-long-name-${index}`);
		const visitor = createVisitor(
			Object.fromEntries(names.map((name) => [name, { when: false, persist: '30m' }] as const)),
		);
		expect(visitor.match(names, NOW)).toBeUndefined();
		expect(visitor.match(names.slice(0, 20), NOW)).toBeDefined();
		expect(visitor.read(NOW + 1)).toEqual(names.slice(0, 20));
	});

	it('may have a name like the properties of every object', () => {
		const names = ['constructor', 'toString'];
		const visitor = createVisitor(
			Object.fromEntries(names.map((name) => [name, { when: false, persist: '30m' }] as const)),
		);
		expect(visitor.read(NOW)).toEqual([]);
		expect(visitor.match(['constructor'], NOW)).toBeDefined();
		expect(visitor.read(NOW + 1)).toEqual(['constructor']);
	});
});

describe('a forged cookie', () => {
	const sealed = (text: string) => `choose_segment=${SEALER.seal(text)}`;
	const otherSealer = createSealer('b'.repeat(32), 'choose_segment');
	const later = NOW / 1_000 + 1_000;

	it.each([
		['plain text', `choose_segment={"social":${later}}`],
		['nothing', 'choose_segment='],
		['what another secret sealed', `choose_segment=${otherSealer.seal(`{"social":${later}}`)}`],
		['sealed text that is no JSON', sealed('{')],
		['sealed JSON that is no object', sealed('[1]')],
		['sealed null', sealed('null')],
		['sealed words for times', sealed('{"social":"forever"}')],
		['sealed times before 1970', sealed('{"social":-1}')],
		['sealed fractions', sealed(`{"social":${later}.5}`)],
		['an unknown segment', sealed(`{"vip":${later}}`)],
		['a prototype', sealed(`{"__proto__":{"social":${later}}}`)],
		['more than fits a cookie', sealed(`{"social":${later},"x":1${' '.repeat(3_000)}}`)],
	])('of %s counts for nothing', (_what, cookies) => {
		const visitor = createVisitor();
		visitor.cookies = cookies;
		expect(visitor.read(NOW)).toEqual([]);
		expect(visitor.match(['social'], NOW)).toBeDefined();
	});

	it('does not stay in the way of a real one', () => {
		const visitor = createVisitor();
		visitor.cookies = 'choose_segment=forged';
		visitor.match(['social'], NOW);
		expect(visitor.read(NOW + 1)).toEqual(['social']);
	});
});

describe('without persistence', () => {
	it.each([
		[
			'no segment asks for it',
			createPersistence(definitionOf({ segments: { a: { when: false } } }), SEALER),
		],
		['there is no secret', NO_PERSISTENCE],
	])('because %s, nothing is read or set', (_why, persistence) => {
		const facts = factsOf({ cookies: `choose_segment=${SEALER.seal('{"a":9999999999}')}` });
		const { segments } = definitionOf({ segments: { a: { when: false, persist: '1d' } } });
		expect(persistence.isActive).toBe(false);
		expect(persistence.read(facts, NOW)).toEqual([]);
		expect(persistence.renew(facts, segments, NOW, { secure: true })).toBeUndefined();
	});
});

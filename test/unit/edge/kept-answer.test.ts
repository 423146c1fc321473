import { expect, it } from 'vitest';
import { freshnessOf, fromKept, toKept } from '../../../integration/src/edge/kept-answer.js';

const HEADERS = {
	'CDN-Cache-Control': 'max-age=60, stale-while-revalidate=600',
	'Cache-Control': 'private, no-cache',
	'Cache-Tag': 'choose-hero',
};

it('keeps an answer for as long as it may be sent, under its tags', async () => {
	const answer = new Response('body', { headers: HEADERS });
	const freshness = freshnessOf(answer);
	expect(freshness).toEqual({ maxAge: 60, swr: 600 });
	const kept = toKept(answer, freshness!, 1_000_000);
	expect(kept.headers.get('Cache-Control')).toBe('public, max-age=660');
	expect(kept.headers.get('Cache-Tag')).toBe('choose-hero');
	const sent = fromKept(kept, 1_030_000);
	expect(sent.age).toBe(30);
	expect(await sent.answer.text()).toBe('body');
	expect(Object.fromEntries(sent.answer.headers)).toEqual(
		Object.fromEntries(new Response('', { headers: HEADERS }).headers),
	);
});

it.each([
	['', 200],
	['max-age=60, private', 200],
	['no-store', 200],
	['max-age=-1', 200],
	['max-age=a', 200],
	['max-age=60', 203],
	['max-age=60', 304],
])('keeps nothing that says %j with %i', (written, status) => {
	const headers = written === '' ? {} : { 'CDN-Cache-Control': written };
	expect(freshnessOf(new Response(null, { status, headers }))).toBeUndefined();
});

it('keeps no cookie, and nothing that varies by more than its key', () => {
	const of = (own: Record<string, string>) =>
		freshnessOf(new Response('', { headers: { 'CDN-Cache-Control': 'max-age=60', ...own } }));
	expect(of({})).toEqual({ maxAge: 60, swr: 0 });
	expect(of({ 'Set-Cookie': 'a=b' })).toBeUndefined();
	expect(of({ Vary: 'Accept-Encoding, Choose-Audience' })).toBeDefined();
	expect(of({ Vary: 'Choose-Audience, Cookie' })).toBeUndefined();
	expect(of({ Vary: '*' })).toBeUndefined();
});

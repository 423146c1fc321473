import { expect, it } from 'vitest';
import { createFallbacks } from '../../../integration/src/runtime/fallbacks.js';
import type { StoredFallback } from '../../../integration/src/store/index-file.js';
import { RenderFailure } from '../../../integration/src/runtime/render-within.js';

const decisions = { experiences: new Map(), groups: new Map() };
const on = (device: 'desktop' | 'mobile') => ({ decisions, device });
const reads = (value: string) => [{ kind: 'device' as const, name: '', value }];
const STORED: StoredFallback[] = [
	{
		route: '/live',
		variants: [
			{ reads: reads('desktop'), body: 'd', headers: { 'x-own': 'yes' } },
			{ reads: reads('mobile'), body: 'm', headers: {} },
		],
	},
	{ route: '/gone', variants: [{ reads: [], body: 'gone', headers: {} }] },
	{ route: '/other', variants: [{ reads: reads('desktop'), body: 'd', headers: {} }] },
];

function create() {
	const log: string[] = [];
	const fallbacks = createFallbacks(
		STORED,
		{ read: (digest) => (digest === 'gone' ? undefined : Buffer.from(digest)) },
		{ now: () => 1_000, onUse: (message) => log.push(message) },
	);
	return { fallbacks, log };
}

it('finds the default of a route for a device', () => {
	const { fallbacks } = create();
	expect(fallbacks.find('/live', on('desktop'))).toMatchObject({
		bytes: Buffer.from('d'),
		headers: { 'x-own': 'yes' },
	});
	expect(fallbacks.find('/live', on('mobile'))?.bytes).toEqual(Buffer.from('m'));
	expect(fallbacks.find('/other', on('mobile'))?.bytes).toEqual(Buffer.from('d'));
});

it('has none for other routes, or when the bytes are gone', () => {
	const { fallbacks } = create();
	expect(fallbacks.find('/nowhere', on('desktop'))).toBeUndefined();
	expect(fallbacks.find('/gone', on('desktop'))).toBeUndefined();
});

it('logs route, reason and count of each use, and keeps them', () => {
	const { fallbacks, log } = create();
	fallbacks.record('/live', new TypeError('of the page'));
	fallbacks.record('/live', new RenderFailure('it took longer than 5 ms'));
	expect(log[0]).toMatch(
		/^\/live was answered with its fallback \(use 1 since the start\), because it threw TypeError: of the page\n[^]*fallbacks\.test/,
	);
	expect(log[1]).toBe(
		'/live was answered with its fallback (use 2 since the start), because it took longer than 5 ms',
	);
	expect([...fallbacks.uses]).toEqual([
		['/live', { count: 2, reason: 'it took longer than 5 ms', at: 1_000 }],
	]);
});

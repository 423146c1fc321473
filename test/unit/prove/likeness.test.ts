import { describe, expect, it } from 'vitest';
import { likenessOf } from '../../../integration/src/prove/judge/likeness.js';
import { firstDifference } from '../../../integration/src/prove/judge/difference.js';
import type { Answer } from '../../../integration/src/prove/prove-types.js';
import { answer } from './answers.js';

const bodies = (...all: string[]) => all.map((body) => answer({ body }));

describe('likenessOf', () => {
	it.each([
		{ title: 'equal bytes', one: ['a b'], other: ['a b'], likeness: 'same' },
		{ title: 'other bytes', one: ['a b', 'a b'], other: ['a c', 'a c'], likeness: 'different' },
		{
			title: 'a nonce that changes with each request',
			one: ['<p nonce="1">a</p>', '<p nonce="2">a</p>'],
			other: ['<p nonce="3">a</p>', '<p nonce="4">a</p>'],
			likeness: 'same',
		},
		{
			title: 'a nonce, and other bytes beside it',
			one: ['<p nonce="1">a</p>', '<p nonce="2">a</p>'],
			other: ['<p nonce="3">b</p>', '<p nonce="4">b</p>'],
			likeness: 'different',
		},
		{
			title: 'a nonce, and an element more',
			one: ['<p nonce="1">a</p>', '<p nonce="2">a</p>'],
			other: ['<p nonce="3">a</p><b>', '<p nonce="4">a</p><b>'],
			likeness: 'different',
		},
		{
			title: 'a page that is altogether another each time',
			one: ['a', 'b c d'],
			other: ['e f', 'g'],
			likeness: 'incomparable',
		},
		{
			title: 'a page that was changed in between',
			one: ['old', 'new'],
			other: ['new', 'new'],
			likeness: 'same',
		},
	])('$title: $likeness', ({ one, other, likeness }) => {
		expect(likenessOf(bodies(...one), bodies(...other))).toBe(likeness);
	});

	it.each<Partial<Answer>>([
		{ status: 404 },
		{ headers: { location: '/elsewhere' } },
		{ headers: { 'x-robots-tag': 'noindex' } },
		{ headers: { 'content-type': 'text/plain' } },
	])('takes answers for different that differ in %j', (change) => {
		const twice = [answer(), answer()];
		const others = [answer(change), answer(change)];
		expect(likenessOf(twice, others)).toBe('different');
		expect(firstDifference(answer(), answer(change))).toHaveLength(2);
	});
});

describe('firstDifference', () => {
	it('shows where, and both sides on one line each', () => {
		const found = firstDifference(answer({ body: 'über\nalles' }), answer({ body: 'über\nall' }));
		expect(found).toEqual(['at byte 9:', '- über alles', '+ über all']);
	});
});

import { describe, expect, it } from 'vitest';
import { parseReply } from '../../../integration/src/choose/schemas.js';
import { QUESTION } from './questions.js';

function replyTo(value: unknown, question = QUESTION) {
	const text = typeof value === 'string' ? value : JSON.stringify(value);
	return parseReply(new TextEncoder().encode(text), question);
}

function experiencesOf(...choices: unknown[]) {
	return replyTo({ choices })?.experiences;
}

describe('experiences of a reply', () => {
	it.each([
		{ case: 'an object', body: { headline: 'Hello', nested: [1, null] } },
		{ case: 'a string', body: 'Hello' },
		{ case: 'a boolean', body: false },
		{ case: 'a number', body: 0 },
		{ case: 'null', body: null },
	])('keep $case as it was sent', ({ body }) => {
		expect(experiencesOf({ name: 'promo', group: 'g', body })).toEqual({ promo: body });
	});

	it('are matched by name, in any order', () => {
		const choices = [
			{ name: 'promo', body: 'p' },
			{ name: 'home-hero', body: 'h' },
		];
		expect(experiencesOf(...choices)).toEqual({ promo: 'p', 'home-hero': 'h' });
	});

	it.each([
		{ case: 'partly', choices: [{ name: 'promo', body: 1 }], experiences: { promo: 1 } },
		{ case: 'not at all', choices: [], experiences: {} },
		{ case: 'unasked', choices: [{ name: 'other', body: 1 }], experiences: {} },
		{ case: 'without a body', choices: [{ name: 'promo' }], experiences: { promo: null } },
	])('may be answered $case', ({ choices, experiences }) => {
		expect(experiencesOf(...choices)).toEqual(experiences);
	});

	it('take the first of a repeated name, even when it is null', () => {
		const choices = [null, 'second'].map((body) => ({ name: 'promo', body }));
		expect(experiencesOf(...choices)).toEqual({ promo: null });
	});

	it.each([
		['no name', { body: 1 }],
		['a name that is no string', { name: 7, body: 1 }],
		['no form at all', 'promo'],
		['null', null],
	])('leave out a choice with %s, and that one only', (_case, broken) => {
		expect(experiencesOf(broken, { name: 'promo', body: 'kept' })).toEqual({ promo: 'kept' });
	});

	it('survive a group that is no string', () => {
		expect(experiencesOf({ name: 'promo', group: 3, body: 'kept' })).toEqual({ promo: 'kept' });
	});

	it.each(['constructor', '__proto__', 'toString'])('inherit no choice named %s', (name) => {
		const experiences = experiencesOf();
		expect(experiences).toBeDefined();
		expect(experiences?.[name]).toBeUndefined();
	});

	it('may be called __proto__', () => {
		const name = '__proto__';
		const question = { ...QUESTION, names: [name] };
		const reply = replyTo('{"choices":[{"name":"__proto__","body":{"polluted":1}}]}', question);
		expect(reply?.experiences[name]).toEqual({ polluted: 1 });
		expect(Object.prototype).not.toHaveProperty('polluted');
	});
});

describe('groups of a reply', () => {
	const choices = [
		{ name: 'slot-2', group: 'home-slots', body: 2 },
		{ name: 'promo', group: 'home-slots', body: 'p' },
		{ name: 'slot-1', group: 'home-slots', body: null },
		{ name: 'slot-2', group: 'home-slots', body: 'again' },
		{ name: 'elsewhere', group: 'other', body: 3 },
	];

	it('hold their choices in the order of the reply, each name once', () => {
		expect(replyTo({ choices })?.groups).toEqual({
			'home-slots': [
				{ name: 'slot-2', payload: 2 },
				{ name: 'promo', payload: 'p' },
				{ name: 'slot-1', payload: null },
			],
		});
	});

	it('share a choice with the experiences that were asked for by name', () => {
		expect(replyTo({ choices })?.experiences).toEqual({ promo: 'p' });
	});

	it('are absent when nothing arrived in them', () => {
		expect(replyTo({ choices: [{ name: 'promo', body: 1 }] })?.groups).toEqual({});
	});
});

describe('a body', () => {
	it('without choices is empty', () => {
		expect(replyTo({})).toEqual({ experiences: {}, groups: {} });
	});

	it.each([
		'',
		'not json',
		'<html></html>',
		'[]',
		'null',
		'"text"',
		'{"choices":{}}',
		'{"choices":null}',
	])('of %j is not a reply', (text) => {
		expect(replyTo(text)).toBeUndefined();
	});

	it('of other bytes than UTF-8 is not a reply', () => {
		const bytes = Uint8Array.from([...Buffer.from('{"choices":[],"x":"'), 0xff, 0x22, 0x7d]);
		expect(parseReply(bytes, QUESTION)).toBeUndefined();
	});
});

import { describe, expect, it } from 'vitest';
import { createQuestion } from '../../../integration/src/decisions/question.js';
import { snapshotSchema } from '../../../integration/src/decisions/snapshot.js';
import { definitionOf, text, texts } from '../../support/definition.js';

describe('what is asked for a segment', () => {
	const definition = definitionOf({
		experiences: { one: text(), test: text('x', 'visitor'), two: text() },
		groups: { slots: texts(), tests: texts('x', 'visitor') },
	});
	const ask = () => createQuestion(definition, 'mobile', { userId: 'u' });

	it('is everything declared per segment, and nothing per visitor', () => {
		expect(ask()).toMatchObject({
			identity: { userId: 'u' },
			device: 'mobile',
			names: ['one', 'two'],
			groups: ['slots'],
		});
	});

	it('is a visit of its own each time', () => {
		const ids = Array.from({ length: 20 }, () => ask().sessionId);
		expect(new Set(ids).size).toBe(20);
		expect(ids.every((id) => id.length >= 16)).toBe(true);
	});
});

describe('a snapshot that was kept', () => {
	const snapshot = {
		segment: 'a',
		device: 'desktop',
		fetchedAt: 1,
		reply: { experiences: { one: null }, groups: { slots: [{ name: 'm', payload: null }] } },
	};

	it('is read as it was', () => {
		expect(snapshotSchema.parse(JSON.parse(JSON.stringify(snapshot)))).toEqual(snapshot);
	});

	it.each([
		['of no segment', { segment: undefined }],
		['of another device', { device: 'tablet' }],
		['without a time', { fetchedAt: 'yesterday' }],
		['without a reply', { reply: undefined }],
		[
			'with a member without a payload',
			{ reply: { experiences: {}, groups: { slots: [{ name: 'm' }] } } },
		],
	])('is refused when it is %s', (_what, change) => {
		expect(snapshotSchema.safeParse({ ...snapshot, ...change }).success).toBe(false);
	});
});

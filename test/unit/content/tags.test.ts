import { describe, expect, it } from 'vitest';
import {
	HEADLINE_TAGS,
	isHeading,
	LABEL_TAGS,
	resolveTag,
} from '../../../integration/src/content/tags.js';
import { notEmpty } from '../../support/not-empty.js';

describe('resolveTag', () => {
	it.each(notEmpty(HEADLINE_TAGS))('allows a headline to be %s', (tag) => {
		expect(resolveTag(tag, HEADLINE_TAGS)).toBe(tag);
	});

	it.each([
		'script',
		'iframe',
		'H1',
		'h7',
		' h1',
		'h1 onclick=alert(1)',
		'',
		undefined,
		null,
		1,
		['h1'],
	])('takes %j as h2', (tag) => {
		expect(resolveTag(tag, HEADLINE_TAGS)).toBe('h2');
	});

	it('does not allow a label to be a span', () => {
		expect(resolveTag('span', LABEL_TAGS)).toBe('h2');
	});
});

describe('isHeading', () => {
	it.each([
		['h1', true],
		['h6', true],
		['p', false],
		['span', false],
	] as const)('%s: %s', (tag, expected) => {
		expect(isHeading(tag)).toBe(expected);
	});
});

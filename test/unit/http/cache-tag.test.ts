import { describe, expect, it } from 'vitest';
import { cacheTagHeader, cacheTagOf } from '../../../integration/src/http/cache-tag.js';

describe('the tag of an experience', () => {
	it.each([
		['home-hero', 'choose-home-hero'],
		['slot_2', 'choose-slot_2'],
		['Home', 'choose-.48ome'],
		['two words', 'choose-two.20words'],
		['a,b', 'choose-a.2cb'],
		['a.2cb', 'choose-a.2e2cb'],
		['größe', 'choose-gr.c3.b6.c3.9fe'],
		['🙂', 'choose-.f0.9f.99.82'],
		['a\r\nX: y', 'choose-a.0d.0a.58.3a.20y'],
	])('%j is %s', (name, tag) => {
		expect(cacheTagOf(name)).toBe(tag);
	});
});

describe('Cache-Tag', () => {
	it('names each experience and group that is read once, and the site', () => {
		const reads = [
			{ kind: 'group', name: 'slots' },
			{ kind: 'device', name: '' },
			{ kind: 'experience', name: 'hero', locale: 'de' },
			{ kind: 'experience', name: 'hero', locale: 'en' },
		] as const;
		expect(cacheTagHeader(reads)).toBe('choose,choose-hero,choose-slots');
	});

	it('names the site where only the device is read', () => {
		expect(cacheTagHeader([{ kind: 'device', name: '' }])).toBe('choose');
	});
});

import { expect, it } from 'vitest';
import { createVariedPages } from '../../../integration/src/runtime/varied-pages.js';

const read = (kind: 'experience' | 'group' | 'device', name: string, value = 'x') => ({
	kind,
	name,
	value,
});
const variant = (body: string, ...reads: ReturnType<typeof read>[]) => ({
	body,
	reads,
	headers: {},
});

it('a page carries the tags of all that any of its variants reads, of those rendered later too', () => {
	const request = { url: 'http://localhost/', route: '/', component: '', type: 'page' };
	const hero = read('experience', 'hero');
	const pages = createVariedPages([
		{
			file: 'index.html',
			request,
			variants: [
				variant('a', hero, read('device', '', 'desktop')),
				variant('b', { ...hero, value: 'y' }, read('group', 'slots')),
			],
		},
		{ file: 'shop.html', request, variants: [variant('c', read('experience', 'shop'))] },
	]);
	const tags = () => pages.all.map(({ cacheTag }) => cacheTag);
	expect(tags()).toEqual(['choose,choose-hero,choose-slots', 'choose,choose-shop']);
	const later = variant('d', { ...hero, value: 'z' }, read('experience', 'late'));
	pages.add({ file: 'index.html', variant: later });
	expect(tags()[0]).toBe('choose,choose-hero,choose-late,choose-slots');
	// What a CDN keeps may still show it.
	pages.remove({ file: 'index.html', variant: later });
	expect(tags()[0]).toContain('choose-late');
});

import { expect, it } from 'vitest';
import { createAudience } from '../../../integration/src/audience/audience.js';
import { createAnswerRoom } from '../../../integration/src/runtime/answer-room.js';
import type { FoundAnswer } from '../../../integration/src/runtime/varied-page.js';
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

const request = { url: 'http://localhost/', route: '/', component: '', type: 'page' };
const audiences = Array.from({ length: 5 }, () => createAudience([], 'desktop'));
const found = (fit: FoundAnswer['fit']): FoundAnswer => ({
	answer: {
		body: '',
		headersFor: () => [],
		notModifiedHeaders: () => [],
	},
	shared: undefined,
	fit,
	use: { audience: audiences[0]!, count: 0 },
	rendered: undefined,
	until: Infinity,
});

it('no more answers are remembered than there is room for, of all pages together', () => {
	const room = createAnswerRoom(3);
	const pages = [room.createAnswers(), room.createAnswers()];
	const count = () => pages.reduce((sum, { size }) => sum + size, 0);
	for (const audience of audiences) {
		for (const answers of pages) {
			const answer = found('variant');
			answers.set(audience, answer);
			expect(answers.get(audience)).toBe(answer);
			expect(count()).toBeLessThanOrEqual(3);
		}
	}
	room.forgetAll();
	expect(count()).toBe(0);
});

it('answers are forgotten when decisions change, or variants of their page; what is held is not', () => {
	const [audience] = audiences;
	const stored = variant('a');
	const pages = createVariedPages(
		['one.html', 'two.html'].map((file) => ({ file, request, variants: [stored] })),
	);
	const [one, two] = pages.all;
	const remember = () => {
		for (const page of [one!, two!]) {
			page.answers.set(audience!, found('stale'));
			page.held.set(audience!, stored);
		}
	};
	const remembered = () => [one!, two!].map((page) => page.answers.get(audience!)?.fit);
	remember();
	expect(remembered()).toEqual(['stale', 'stale']);
	pages.forgetAnswers(one);
	expect(remembered()).toEqual([undefined, 'stale']);
	const live = variant('b', read('experience', 'hero'));
	pages.add({ file: 'two.html', variant: live });
	expect(remembered()).toEqual([undefined, undefined]);
	remember();
	pages.remove({ file: 'two.html', variant: live });
	expect(remembered()).toEqual(['stale', undefined]);
	remember();
	pages.forgetAnswers();
	expect(remembered()).toEqual([undefined, undefined]);
	expect([one, two].map((page) => page!.held.get(audience!))).toEqual([stored, stored]);
	pages.forgetHeld();
	expect([one, two].map((page) => page!.held.get(audience!))).toEqual([undefined, undefined]);
});

it('a page carries the tags of all that any of its variants reads, of those rendered later too', () => {
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

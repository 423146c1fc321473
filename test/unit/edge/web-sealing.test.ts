import { expect, it } from 'vitest';
import { createSealer } from '../../../integration/src/audience/sealing.js';
import { createWebSealer } from '../../../integration/src/edge/web-sealing.js';

const SECRET = 'ä'.repeat(20);
const TEXT = '{"paid-social":1790000000,"größe":1}';

it('opens what a Node server has sealed, and seals what it opens', async () => {
	const node = createSealer(SECRET, 'choose_segment');
	const web = createWebSealer(SECRET, 'choose_segment');
	expect(await web.open(node.seal(TEXT))).toBe(TEXT);
	expect(node.open(await web.seal(TEXT))).toBe(TEXT);
	expect(await web.open(await web.seal(''))).toBe('');
	expect(await web.seal(TEXT)).not.toBe(await web.seal(TEXT));
});

it('opens nothing else', async () => {
	const web = createWebSealer(SECRET, 'choose_segment');
	const sealed = await web.seal(TEXT);
	const others = [
		'',
		'x',
		'%',
		'a'.repeat(27),
		'a'.repeat(80),
		sealed.slice(0, -2),
		`${sealed.startsWith('A') ? 'B' : 'A'}${sealed.slice(1)}`,
		createSealer(SECRET, 'choose_visit').seal(TEXT),
		createSealer('b'.repeat(32), 'choose_segment').seal(TEXT),
	];
	for (const other of others) expect(await web.open(other), other).toBeUndefined();
});

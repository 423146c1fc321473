import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { createBaseCheck } from '../../../integration/src/runtime/mounted.js';

function request(url: string, originalUrl?: string): IncomingMessage {
	const created = new IncomingMessage(new Socket());
	return Object.assign(created, { url }, originalUrl === undefined ? {} : { originalUrl });
}

it.each([
	['/docs', '/docs', true],
	['/docs', '/docs/about/', true],
	['/docs/', '/docs?a=b', true],
	['/docs', '/docsy/', false],
	['/docs', '/', false],
	['/docs', '/about/', false],
	['/', '/about/', true],
])('below %s is %s: %s', (base, url, expected) => {
	expect(createBaseCheck(base)(request(url))).toBe(expected);
});

it('looks at the whole URL where a router has taken the base off', () => {
	const isBelow = createBaseCheck('/docs');
	expect(isBelow(request('/about/', '/docs/about/'))).toBe(true);
	expect(isBelow(request('/about/', '/shop/about/'))).toBe(false);
});

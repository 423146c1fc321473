import { describe, expect, it } from 'vitest';
import { RecentBytes } from '../../../integration/src/runtime/recent-bytes.js';

describe('the bytes that an answer was last sent with', () => {
	it('are found by their coding', () => {
		const recent = new RecentBytes();
		const [br, identity] = [Buffer.from('br'), Buffer.from('identity')];
		recent.note('br', br, 5_000);
		expect(recent.find('identity', 5_001)).toBeUndefined();
		recent.note('identity', identity, 5_001);
		expect(recent.find('br', 5_999)).toBe(br);
		expect(recent.find('identity', 5_999)).toBe(identity);
	});

	it('are looked for in the cache once a second, which so knows what is in use', () => {
		const recent = new RecentBytes();
		const bytes = Buffer.from('br');
		recent.note('br', bytes, 5_000);
		expect(recent.find('br', 6_000)).toBeUndefined();
		recent.note('br', bytes, 6_000);
		expect(recent.find('br', 6_500)).toBe(bytes);
	});

	it('are the last that the cache has answered', () => {
		const recent = new RecentBytes();
		recent.note('br', Buffer.from('before'), 5_000);
		const after = Buffer.from('after');
		recent.note('br', after, 6_000);
		expect(recent.find('br', 6_001)).toBe(after);
	});
});

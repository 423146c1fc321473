import { describe, expect, it } from 'vitest';
import { ownLocals } from '../../../integration/src/runtime/own-locals.js';

class Session {
	readonly name: string;
	constructor(name: string) {
		this.name = name;
	}
	get greeting(): string {
		return `Hello ${this.name}`;
	}
}

describe('the locals of a request', () => {
	it('are those that were given', () => {
		const given = { user: 'ann' };
		expect(ownLocals(given)).toBe(given);
	});

	it('are a copy, of the same class, where another request was given them', () => {
		const given = new Session('ann');
		ownLocals(given);
		const own = ownLocals(given);
		expect(own).not.toBe(given);
		expect(own).toBeInstanceOf(Session);
		expect(own).toHaveProperty('greeting', 'Hello ann');
	});

	it('have nothing of what an earlier request has put on the same object', () => {
		const given: Record<string, unknown> = { user: 'ann' };
		const first = ownLocals(given);
		Object.defineProperty(first, 'choose', { value: 'of the first visitor' });
		given.user = 'bob';
		expect(ownLocals(given)).toEqual({ user: 'bob' });
		expect(ownLocals(given)).not.toHaveProperty('choose');
	});

	it('are left to Astro where there are none', () => {
		expect(ownLocals(undefined)).toBeUndefined();
	});
});

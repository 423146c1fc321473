import { describe, expect, it } from 'vitest';
import type { Reply } from '../../../../integration/src/choose/choose-types.js';
import {
	absorb,
	absorbAsItIs,
	type Absorbed,
} from '../../../../integration/src/decisions/refresh/absorb.js';

/** A reply with these experiences, each its own name's payload, and these members of one group. */
function reply(experiences: string, members = ''): Reply {
	return {
		experiences: Object.fromEntries(Array.from(experiences, (name) => [name, name])),
		groups:
			members === '' ? {} : { slots: Array.from(members, (name) => ({ name, payload: name })) },
	};
}

/** What is in force after replies with these experiences, one after the other. */
function after(replies: readonly Reply[]): Absorbed | undefined {
	return replies.reduce<Absorbed | undefined>(absorb, undefined);
}

function shown(held: Pick<Absorbed, 'reply'> | undefined): string {
	return Object.keys(held?.reply.experiences ?? {})
		.sort()
		.join('');
}

function members(held: Pick<Absorbed, 'reply'> | undefined): string {
	return (held?.reply.groups.slots ?? []).map(({ name }) => name).join('');
}

describe('a scheduled reply', () => {
	it.each([
		['brings what is new at once', ['a', 'ab'], 'ab'],
		['that lacks a choice leaves it', ['abc', 'ab'], 'abc'],
		['that lacks it a second time drops it', ['abc', 'ab', 'ab'], 'ab'],
		['that has it again makes the next start anew', ['abc', 'ab', 'abc', 'ab'], 'abc'],
		['drops each choice by its own count', ['abcde', 'abcd', 'abc'], 'abcd'],
		['drops an only choice after two', ['a', '', ''], ''],
		['that is half empty counts as usual', ['abcd', 'ab', 'ab'], 'ab'],
		['that lacks most is not believed twice', ['abc', 'a', 'a'], 'abc'],
		['that lacks most is not believed four times', ['abc', 'a', 'a', 'a', 'a'], 'abc'],
		['that lacks most is believed the fifth time', ['abc', 'a', 'a', 'a', 'a', 'a'], 'a'],
		['that lacks all is believed the fifth time', ['abc', '', '', '', '', ''], ''],
		['after most came back drops what was long missing', ['abc', '', '', 'ab'], 'ab'],
	])('%s', (_what, replies, expected) => {
		expect(shown(after(replies.map((names) => reply(names))))).toBe(expected);
	});

	it('says that most are missing, and no longer when they are back', () => {
		const steps = ['abc', 'a', 'abc', 'ab'].map((names) => reply(names));
		expect(steps.map((_, index) => after(steps.slice(0, index + 1))?.isVanishing)).toEqual([
			false,
			true,
			false,
			false,
		]);
	});

	it('takes null as an answer', () => {
		const held = absorb(after([reply('ab')]), { experiences: { a: null, b: 'b' }, groups: {} });
		expect(held).toMatchObject({ reply: { experiences: { a: null, b: 'b' } }, misses: {} });
	});

	it('takes a new payload of a choice at once', () => {
		const held = absorb(after([reply('a')]), { experiences: { a: 'new' }, groups: {} });
		expect(held.reply.experiences.a).toBe('new');
	});

	it.each([
		['in its place', ['xyz', 'xz'], 'xyz'],
		['at the front', ['xyz', 'yz'], 'xyz'],
		['at the end', ['xyz', 'xy'], 'xyz'],
		['behind the one it followed, in a new order', ['xyz', 'zx'], 'zxy'],
		['not a second time', ['xyz', 'xz', 'xz'], 'xz'],
	])('that lacks a member of a group leaves it: %s', (_where, replies, expected) => {
		expect(members(after(replies.map((names) => reply('', names))))).toBe(expected);
	});

	it('that lacks a whole group leaves it once', () => {
		const steps = [reply('abc', 'x'), reply('abc'), reply('abc')];
		expect(members(after(steps.slice(0, 2)))).toBe('x');
		expect(after(steps)?.reply.groups).toEqual({});
	});

	it('knows names that every object has', () => {
		const odd = reply('');
		const named: Reply = JSON.parse(
			'{"experiences":{"constructor":1,"__proto__":2,"a":3,"b":4,"c":5},"groups":{}}',
		);
		const held = absorb(absorb(undefined, named), { ...odd, experiences: { a: 3, b: 4, c: 5 } });
		expect(Object.keys(held.reply.experiences).sort()).toEqual([
			'__proto__',
			'a',
			'b',
			'c',
			'constructor',
		]);
	});
});

describe('a reply that is taken as it is', () => {
	it('drops at once what it lacks', () => {
		const held = absorbAsItIs(after([reply('abc', 'xy')]), reply('a', 'y'));
		expect([shown(held), members(held)]).toEqual(['a', 'y']);
	});

	it.each([
		['an experience that it has', { a: 'new' }, 'a', { a: 'new', b: 'b' }],
		['an experience that it lacks', {}, 'a', { b: 'b' }],
	])('of %s only leaves the rest', (_what, experiences, only, expected) => {
		const held = absorbAsItIs(after([reply('ab', 'x')]), { experiences, groups: {} }, only);
		expect(held.reply.experiences).toEqual(expected);
		expect(members(held)).toBe('x');
	});

	it('of a group only leaves the rest', () => {
		const held = absorbAsItIs(after([reply('ab', 'xy')]), reply('', 'z'), 'slots');
		expect([shown(held), members(held)]).toEqual(['ab', 'z']);
	});

	it('of one only does not forget what others lacked', () => {
		const missing = after([reply('abc'), reply('ab')]);
		const held = absorbAsItIs(missing, reply('a'), 'a');
		expect(shown(absorb({ ...held }, reply('ab')))).toBe('ab');
	});
});

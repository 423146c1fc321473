import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
	absorb,
	type Absorbed,
	type Held,
} from '../../integration/src/decisions/refresh/absorb.js';

const NAMES = ['a', 'b', 'c', 'd', 'e'];
const replies = fc.array(fc.subarray(NAMES), { minLength: 1, maxLength: 20 });

function follow(lists: readonly (readonly string[])[]): Absorbed[] {
	let held: Held | undefined;
	return lists.map((names) => {
		const experiences = Object.fromEntries(names.map((name) => [name, name]));
		const next = absorb(held, { experiences, groups: {} });
		held = next;
		return next;
	});
}

it('never drops a choice that one of the last two replies had', () => {
	fc.assert(
		fc.property(replies, (lists) => {
			follow(lists).forEach(({ reply }, index) => {
				const recent = [...(lists[index] ?? []), ...(lists[index - 1] ?? [])];
				for (const name of recent) expect(reply.experiences).toHaveProperty(name);
			});
		}),
	);
});

it('never keeps a choice that five replies lack', () => {
	fc.assert(
		fc.property(replies, (lists) => {
			const held = follow(lists);
			for (const [index, { reply }] of held.entries()) {
				if (index < 5) continue;
				const recent = new Set(lists.slice(index - 4, index + 1).flat());
				expect(Object.keys(reply.experiences).filter((name) => !recent.has(name))).toEqual([]);
			}
		}),
	);
});

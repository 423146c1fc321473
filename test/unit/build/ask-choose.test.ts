import { describe, expect, it } from 'vitest';
import { askChoose } from '../../../integration/src/build/ask-choose.js';
import type { ChooseDefinition } from '../../../integration/src/definition/definition-types.js';
import { ChooseError, type ErrorName } from '../../../integration/src/errors.js';
import { definitionOf, text, texts } from '../../support/definition.js';
import { FakeChoose, replyOf } from './fake-choose.js';
import { notEmpty } from '../../support/not-empty.js';

const definition = definitionOf({
	segments: {
		pro: { when: false, profile: [{ userId: 'of-pro' }, { userId: 'witness' }] },
		staff: { private: true },
		everyone: {},
	},
	experiences: { one: text(), two: text() },
	groups: { slots: texts() },
});

const failure = (name: ErrorName) =>
	new ChooseError({ name, path: 'url', expected: 'x', found: 'y', hint: 'z' });

async function ask(client: FakeChoose, { of = definition, concurrency = 4 } = {}) {
	const progress: string[] = [];
	let now = 1_000;
	const asked = await askChoose(of, {
		client,
		concurrency,
		now: () => now++,
		onProgress: (done, total) => progress.push(`${done}/${total}`),
	});
	return { ...asked, progress };
}

function siteOf(count: number): ChooseDefinition {
	const names = Array.from({ length: count }, (_, index) => `s${index}`);
	return definitionOf({
		segments: Object.fromEntries(names.map((name) => [name, { when: false as const }])),
		experiences: { one: text() },
	});
}

describe('Choose is asked', () => {
	it('once for each segment, device and witness, about everything', async () => {
		const client = new FakeChoose();
		const { calls, progress } = await ask(client);
		expect(client.asked.sort()).toEqual([
			'of-everyone on desktop',
			'of-everyone on mobile',
			'of-pro on desktop',
			'of-pro on mobile',
			'of-staff on desktop',
			'of-staff on mobile',
			'witness on desktop',
			'witness on mobile',
		]);
		expect(client.questions[0]).toMatchObject({ names: ['one', 'two'], groups: ['slots'] });
		expect(calls).toEqual({ made: 8, failed: 0 });
		expect(progress).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((done) => `${done}/8`));
	});

	it('nothing, when nothing is declared per segment', async () => {
		const client = new FakeChoose();
		const of = definitionOf({
			segments: { pro: { when: false } },
			experiences: { test: text('x', 'visitor') },
		});
		expect(await ask(client, { of })).toMatchObject({
			snapshots: [],
			calls: { made: 0, failed: 0 },
		});
		expect(client.questions).toEqual([]);
	});

	it('in a visit of its own each time', async () => {
		const client = new FakeChoose();
		await ask(client);
		expect(new Set(client.questions.map(({ sessionId }) => sessionId)).size).toBe(8);
	});

	it.each([1, 3, 64])('%i at a time, at most', async (concurrency) => {
		const client = new FakeChoose();
		await ask(client, { of: siteOf(20), concurrency });
		expect(client.mostAtOnce).toBe(Math.min(concurrency, 40));
	});
});

describe('what was answered', () => {
	it('is kept with the segment, the device and the time, as the first profile got it', async () => {
		const client = new FakeChoose((id, device) => replyOf({ one: `${id} on ${device}` }));
		const { snapshots } = await ask(client);
		expect(snapshots).toHaveLength(6);
		expect(snapshots[0]).toEqual({
			segment: 'pro',
			device: 'desktop',
			fetchedAt: 1_000,
			reply: replyOf({ one: 'of-pro on desktop' }),
		});
	});

	it.each<[string, ReturnType<typeof replyOf>, ReturnType<typeof replyOf>, string[]]>([
		['another payload', replyOf({ one: 'a' }), replyOf({ one: 'b' }), ['one']],
		['a payload more', replyOf({}), replyOf({ one: 'a' }), ['one']],
		['a payload less', replyOf({ one: 'a', two: 'b' }), replyOf({ one: 'a' }), ['two']],
		['another member', replyOf({}, { slots: ['a'] }), replyOf({}, { slots: ['b'] }), ['slots']],
		[
			'several differences',
			replyOf({ one: 1, two: 1 }),
			replyOf({ one: 2, two: 2 }),
			['one', 'two'],
		],
		[
			'the same in another order',
			replyOf({ one: { a: 1, b: 2 } }),
			replyOf({ one: { b: 2, a: 1 } }),
			[],
		],
		['null for nothing, which is the same', replyOf({ one: null }), replyOf({}), []],
	])('differently to a witness is told by name: %s', async (_what, own, other, names) => {
		const client = new FakeChoose((id) => (id === 'witness' ? other : own));
		const { disagreements } = await ask(client);
		expect(disagreements).toEqual(
			(['desktop', 'mobile'] as const).flatMap((device) =>
				names.map((name) => ({ segment: 'pro', device, name })),
			),
		);
	});
});

describe('when Choose fails', () => {
	it('for one segment, the others are asked all the same', async () => {
		const error = failure('ChooseTimeout');
		const client = new FakeChoose((id) => {
			if (id === 'of-pro') throw error;
			return replyOf({ one: id });
		});
		const { snapshots, failures, calls } = await ask(client);
		expect(failures).toEqual([
			{ segment: 'pro', device: 'desktop', error },
			{ segment: 'pro', device: 'mobile', error },
		]);
		expect(snapshots.map(({ segment }) => segment)).toEqual([
			'staff',
			'staff',
			'everyone',
			'everyone',
		]);
		expect(calls).toEqual({ made: 8, failed: 2 });
	});

	it('for a witness, its segment is decided all the same', async () => {
		const client = new FakeChoose((id) => {
			if (id === 'witness') throw failure('ChooseUnavailable');
			return replyOf({ one: id });
		});
		const { snapshots, failures, disagreements, calls } = await ask(client);
		expect([snapshots.length, failures, disagreements]).toEqual([6, [], []]);
		expect(calls).toEqual({ made: 8, failed: 2 });
	});

	it.each(['ChooseUnauthorized', 'ChooseNotFound'] as const)(
		'with %s, nothing more is asked',
		async (name) => {
			const error = failure(name);
			const client = new FakeChoose(() => {
				throw error;
			});
			const { failures, calls } = await ask(client, { of: siteOf(20), concurrency: 1 });
			expect(client.questions).toHaveLength(1);
			expect(calls).toEqual({ made: 1, failed: 1 });
			expect(failures).toHaveLength(40);
			expect(notEmpty(failures).every((one) => one.error === error)).toBe(true);
		},
	);

	it('five times in a row, nothing more is asked', async () => {
		const client = new FakeChoose(() => {
			throw failure('ChooseTimeout');
		});
		const { failures, calls } = await ask(client, { of: siteOf(20), concurrency: 1 });
		expect(calls).toEqual({ made: 5, failed: 5 });
		expect(failures).toHaveLength(40);
	});

	it('now and then, everything is asked', async () => {
		let count = 0;
		const client = new FakeChoose(() => {
			if (++count % 5 !== 0) throw failure('ChooseTimeout');
			return replyOf({});
		});
		const { calls } = await ask(client, { of: siteOf(20), concurrency: 1 });
		expect(calls).toEqual({ made: 40, failed: 32 });
	});
});

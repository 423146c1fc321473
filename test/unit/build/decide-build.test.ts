import { describe, expect, it } from 'vitest';
import { decideBuild } from '../../../integration/src/build/decide-build.js';
import type { KeptSnapshots } from '../../../integration/src/build/kept-snapshots.js';
import type { Snapshot } from '../../../integration/src/decisions/snapshot.js';
import { ChooseError } from '../../../integration/src/errors.js';
import { definitionOf, text } from '../../support/definition.js';
import { FakeChoose, replyOf } from './fake-choose.js';

const SECRET_NAME = 'insolvent-customers';
const definition = definitionOf({
	segments: {
		pro: { when: false, profile: [{ userId: 'of-pro' }, { userId: 'pro-witness' }] },
		[SECRET_NAME]: { private: true, profile: [{ userId: 'hidden' }, { userId: 'hidden-witness' }] },
	},
	experiences: { one: text() },
});
const unavailable = new ChooseError({
	name: 'ChooseUnavailable',
	path: 'https://api.intempt.com',
	expected: 'an answer',
	found: 'status 503',
	hint: 'Wait.',
});

/** Snapshots that are kept in memory; those of earlier builds are as old as `age`. */
function createKept(earlier: readonly Snapshot[] = []): KeptSnapshots & { saved: Snapshot[] } {
	const saved: Snapshot[] = [];
	return {
		saved,
		load: (now, maxAge) =>
			Promise.resolve(earlier.filter(({ fetchedAt }) => now - fetchedAt <= maxAge)),
		save: (snapshots) => {
			saved.push(...snapshots);
			return Promise.resolve();
		},
	};
}

const earlier = (segment: string, device: Snapshot['device']): Snapshot => ({
	segment,
	device,
	fetchedAt: 500,
	reply: replyOf({ one: 'from before' }),
});
const ALL_EARLIER = (['desktop', 'mobile'] as const).flatMap((device) => [
	earlier('pro', device),
	earlier(SECRET_NAME, device),
]);

function decide(client: FakeChoose | undefined, kept = createKept(), staleIfError = 1_000) {
	return decideBuild(definition, {
		client,
		kept,
		staleIfError,
		concurrency: 1,
		now: () => 1_000,
		onProgress: () => undefined,
	});
}

const failing = (fails: (id: string) => boolean) =>
	new FakeChoose((id) => {
		if (fails(id)) throw unavailable;
		return replyOf({ one: 'from now' });
	});

const payloadOf = ({ table }: Awaited<ReturnType<typeof decide>>, segment = 'pro') =>
	table.ofSegment(segment, 'mobile').experiences.get('one')?.payload;

describe('a build', () => {
	it('that reaches Choose shows what it answers, and keeps it', async () => {
		const kept = createKept(ALL_EARLIER);
		const decided = await decide(
			failing(() => false),
			kept,
		);
		expect(decided).toMatchObject({
			origin: 'choose',
			calls: { made: 8, failed: 0 },
			warnings: [],
		});
		expect(payloadOf(decided)).toBe('from now');
		expect(kept.saved).toEqual(decided.snapshots);
	});

	it('that cannot reach Choose shows what an earlier one kept', async () => {
		const kept = createKept(ALL_EARLIER);
		const decided = await decide(
			failing(() => true),
			kept,
		);
		expect(decided).toMatchObject({ origin: 'kept', calls: { made: 5, failed: 5 } });
		expect(payloadOf(decided)).toBe('from before');
		expect(kept.saved).toEqual([]);
	});

	it('that reaches Choose in part shows what there is', async () => {
		const decided = await decide(
			failing((id) => id === 'of-pro'),
			createKept(ALL_EARLIER),
		);
		expect(decided.origin).toBe('partly-kept');
		expect([payloadOf(decided), payloadOf(decided, SECRET_NAME)]).toEqual([
			'from before',
			'from now',
		]);
	});

	it('that cannot reach Choose, and finds everything too old, shows defaults', async () => {
		const decided = await decide(
			failing(() => true),
			createKept(ALL_EARLIER),
			499,
		);
		expect(decided).toMatchObject({ origin: 'defaults', snapshots: [] });
		expect(payloadOf(decided)).toBe('default');
	});

	it('that is not to ask shows defaults, whatever was kept', async () => {
		const decided = await decide(undefined, createKept(ALL_EARLIER));
		expect(decided).toMatchObject({
			origin: 'defaults',
			snapshots: [],
			calls: { made: 0, failed: 0 },
			warnings: [],
		});
	});
});

describe('a warning', () => {
	it('says which decisions are old, and which are defaults, one line for each error', async () => {
		const kept = createKept([earlier('pro', 'desktop')]);
		const { warnings } = await decide(
			failing(() => true),
			kept,
		);
		expect(warnings).toEqual([
			{
				name: 'ChooseUnreachable',
				message: `${unavailable.message} The decisions of an earlier build are used for segment pro on desktop.`,
			},
			{
				name: 'ChooseUnreachable',
				message: `${unavailable.message} Defaults are shown for segment pro on mobile, a private segment.`,
			},
		]);
	});

	it('names an experience that is split at random', async () => {
		const client = new FakeChoose((id) => replyOf({ one: id }));
		const { warnings } = await decide(client);
		expect(warnings.map(({ name, message }) => `${name}: ${message.split(':')[0]!}`)).toEqual([
			'WitnessesDisagree: one gave the witnesses of segment pro on desktop different payloads',
			'WitnessesDisagree: one gave the witnesses of segment pro on mobile different payloads',
			'WitnessesDisagree: one gave the witnesses of a private segment different payloads',
			'WitnessesDisagree: one gave the witnesses of a private segment different payloads',
		]);
	});

	it('names a segment whose witness could not be asked', async () => {
		const { warnings, origin } = await decide(failing((id) => id.endsWith('-witness')));
		expect(origin).toBe('choose');
		expect(warnings.map(({ name, message }) => `${name}: ${message.split(',')[0]!}`)).toEqual([
			'ChooseUnreachable: a witness of segment pro on desktop could not be asked',
			'ChooseUnreachable: a witness of segment pro on mobile could not be asked',
			'ChooseUnreachable: a witness of a private segment could not be asked',
			'ChooseUnreachable: a witness of a private segment could not be asked',
		]);
	});

	it('says that the decisions could not be kept, which fails no build', async () => {
		const full = { ...createKept(), save: () => Promise.reject(new Error('disk full')) };
		const decided = await decide(new FakeChoose(() => replyOf({ one: 'from now' })), full);
		expect(payloadOf(decided)).toBe('from now');
		expect(decided.warnings).toEqual([
			{
				name: 'DecisionsNotKept',
				message: 'the decisions could not be kept for later builds: Error: disk full',
			},
		]);
	});

	it('names a payload that was refused, with what was expected', async () => {
		const client = new FakeChoose(() => replyOf({ one: { html: '<b>' } }));
		const { warnings } = await decide(client);
		expect(warnings[0]).toEqual({
			name: 'PayloadRefused',
			message:
				'one for segment pro on desktop: expected a value of type string, found {"html":"<b>"}. Its default is shown.',
		});
		expect(warnings.at(-1)?.message).toBe(
			'one for a private segment: the payload does not fit its schema. Its default is shown.',
		);
	});

	it.each([
		['Choose fails', failing(() => true)],
		['witnesses disagree', new FakeChoose((id) => replyOf({ one: id }))],
		['payloads are refused', new FakeChoose(() => replyOf({ one: 7 }))],
		['a witness fails', failing((id) => id === 'hidden-witness')],
	])('never names a private segment or its profile: when %s', async (_when, client) => {
		const { warnings } = await decide(client);
		expect(warnings.length).toBeGreaterThan(0);
		const told = JSON.stringify(warnings);
		expect(told).not.toContain(SECRET_NAME);
		expect(told).not.toContain('hidden');
	});

	it('takes what is locked as it is: nothing is asked or kept', async () => {
		const client = new FakeChoose();
		const kept = createKept();
		const decided = await decideBuild(definition, {
			client,
			kept,
			locked: [earlier('pro', 'desktop')],
			staleIfError: 0,
			concurrency: 1,
			now: () => 1_000,
			onProgress: () => undefined,
		});
		expect(decided).toMatchObject({ origin: 'lockfile', calls: { made: 0, failed: 0 } });
		expect(kept.saved).toEqual([]);
		const payloadOf = (segment: string) =>
			decided.table.ofSegment(segment, 'desktop').experiences.get('one')?.payload;
		expect([payloadOf('pro'), payloadOf(SECRET_NAME)]).toEqual(['from before', 'default']);
	});
});

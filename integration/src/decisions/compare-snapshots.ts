import { canonicalJson } from './digest.js';
import { snapshotKey, type Snapshot } from './snapshot.js';

/** Something that one set of snapshots decides otherwise than another. Payloads are as received; undefined: there is none. */
export interface Difference extends Pick<Snapshot, 'segment' | 'device'> {
	readonly kind: 'experience' | 'group';
	readonly name: string;
	readonly old: unknown;
	readonly new: unknown;
}

/** What differs, in the order of the snapshots, new ones last. A group is compared as a whole, and a payload of null is none. */
export function compareSnapshots(
	before: readonly Snapshot[],
	after: readonly Snapshot[],
): Difference[] {
	const old = bySubject(before);
	const now = bySubject(after);
	return [...new Map([...old, ...now])].flatMap(([key, subject]) => {
		const a = old.get(key)?.reply;
		const b = now.get(key)?.reply;
		const { segment, device } = subject;
		return (['experience', 'group'] as const).flatMap((kind) => {
			const [was, is] =
				kind === 'group'
					? [a?.groups ?? {}, b?.groups ?? {}]
					: [a?.experiences ?? {}, b?.experiences ?? {}];
			const names = [...new Set([...Object.keys(was), ...Object.keys(is)])];
			return names
				.map((name) => ({
					segment,
					device,
					kind,
					name,
					old: ownOf(was, name),
					new: ownOf(is, name),
				}))
				.filter((one) => canonicalJson(one.old) !== canonicalJson(one.new));
		});
	});
}

function bySubject(snapshots: readonly Snapshot[]): Map<string, Snapshot> {
	return new Map(snapshots.map((one) => [snapshotKey(one.segment, one.device), one]));
}

function ownOf(record: Readonly<Record<string, unknown>>, name: string): unknown {
	return Object.hasOwn(record, name) ? (record[name] ?? undefined) : undefined;
}

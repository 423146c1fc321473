import { randomUUID } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { z } from 'astro/zod';
import type { LastSeen, SeenSubject, SharedSeen } from '../decisions/refresh/share-types.js';
import { snapshotKey } from '../decisions/snapshot.js';
import { readJsonFile, writeJsonFile } from './json-file.js';

/** Milliseconds between two looks at what others have seen, and at whether there is anything to tell them. */
const INTERVAL = 3_000;

const seenSchema = z.record(z.string(), z.number());
type Seen = z.output<typeof seenSchema>;

export interface SeenOptions {
	/** Holds a file for each process. */
	readonly folder: URL;
	/** Milliseconds after which a segment without visitors is idle; what is older says nothing. */
	readonly idle: number;
	readonly now: () => number;
}

/** Which segments have visitors, as the processes of a machine tell one another. What a process wrote outlives it: it stays true. */
export function createSeenSegments({ folder, idle, now }: SeenOptions): SharedSeen {
	const file = new URL(`${process.pid}-${randomUUID()}.json`, folder);
	let own: LastSeen = () => undefined;
	let others: Seen = {};
	let written: Seen = {};
	let timer: NodeJS.Timeout | undefined;

	const tell = (subjects: readonly SeenSubject[]) => {
		const seen = subjects.flatMap(({ key, segment, device }) => {
			const at = own(segment, device);
			return at === undefined ? [] : [[key, at] as const];
		});
		// To the tenth of what makes a segment idle: a visitor more is no news.
		if (!seen.some(([key, at]) => at - (written[key] ?? 0) > idle / 10)) return;
		written = Object.fromEntries(seen);
		writeJsonFile(file, written);
	};
	const hear = () => {
		const newest: Seen = {};
		for (const name of readdirSync(folder).filter((one) => one.endsWith('.json'))) {
			const seen = readJsonFile(new URL(name, folder), seenSchema) ?? {};
			const entries = Object.entries(seen);
			if (entries.every(([, at]) => now() - at > idle)) rmSync(new URL(name, folder));
			for (const [key, at] of entries) newest[key] = Math.max(newest[key] ?? 0, at);
		}
		others = newest;
	};

	return {
		start(ownLastSeen, subjects) {
			own = ownLastSeen;
			const tick = () => {
				attempt(() => {
					tell(subjects);
				});
				attempt(hear);
			};
			tick();
			timer = setInterval(tick, INTERVAL).unref();
		},
		lastSeen(segment, device) {
			const latest = Math.max(own(segment, device) ?? 0, others[snapshotKey(segment, device)] ?? 0);
			return latest === 0 ? undefined : latest;
		},
		stop() {
			clearInterval(timer);
		},
	};
}

/** A folder that is missing or cannot be written leaves each process with what it has seen itself. */
function attempt(action: () => void): void {
	try {
		action();
	} catch {
		// Tried again at the next look.
	}
}

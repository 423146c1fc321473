import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'astro/zod';
import { snapshotSchema, type Snapshot } from '../decisions/snapshot.js';
import { lookIntoJsonFile, watchFile, writeJsonFile, type JsonReading } from './json-file.js';

const pinSchema = z.object({
	version: z.literal(1),
	/** ISO 8601: the time whose decisions these are. */
	at: z.iso.datetime(),
	snapshots: z.array(snapshotSchema),
});

/** Decisions that are shown in place of the present ones. Private segments are among them. */
export interface Pin {
	readonly at: string;
	readonly snapshots: readonly Snapshot[];
}

/** What is pinned; `missing`: nothing. */
export function readPin(file: URL): JsonReading<Pin> {
	return lookIntoJsonFile(file, pinSchema);
}

export interface PinOptions {
	readonly file: URL;
	/** Told of every change after the start; undefined: nothing is pinned any more. */
	readonly onChange: (pin: Pin | undefined) => void;
	/** Told of each file that cannot be read: what was pinned stays so. */
	readonly onProblem: (message: string) => void;
}

/** Follows what is pinned. */
export function openPin({ file, onChange, onProblem }: PinOptions): {
	readonly current: Pin | undefined;
} {
	let current: Pin | undefined;
	const read = (): boolean => {
		const reading = readPin(file);
		if (reading.kind === 'unreadable') {
			const kept = current === undefined ? 'nothing is' : `the decisions of ${current.at} stay`;
			onProblem(
				`${fileURLToPath(file)} ${reading.why}: ${kept} pinned. Run astro-choose pin or unpin as the user of this server.`,
			);
			return false;
		}
		current = reading.kind === 'read' ? reading.value : undefined;
		return true;
	};
	// Watched first, so that nothing written in between is missed.
	watchFile(file, () => {
		if (read()) onChange(current);
	});
	read();
	return {
		get current() {
			return current;
		},
	};
}

/** Throws what the file system throws. */
export function writePin(file: URL, pin: Pin): void {
	writeJsonFile(file, { version: 1, ...pin });
}

export function removePin(file: URL): void {
	rmSync(file, { force: true });
}

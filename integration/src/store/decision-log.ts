import { rename, rm, stat } from 'node:fs/promises';
import { z } from 'astro/zod';
import { DEVICES } from '../constants.js';
import { reasonSchema } from '../decisions/decided-digests.js';
import { appendLines, firstTimeIn, readLines } from './ndjson.js';

/** A line of the decision log. */
export const loggedChangeSchema = z.object({
	/** ISO 8601. */
	time: z.iso.datetime(),
	build: z.string(),
	/** Null: what everybody is shown for whom nothing is chosen. */
	segment: z.string().nullable(),
	device: z.enum(DEVICES).nullable(),
	experience: z.string().optional(),
	group: z.string().optional(),
	locale: z.string().optional(),
	old: z.string().nullable(),
	new: z.string(),
	reason: reasonSchema,
});
export type LoggedChange = z.output<typeof loggedChangeSchema>;

/** Bytes after which another file is begun. */
const MOST_BYTES = 10 * 1024 * 1024;
/** Files there are at most, with the one that is written. */
const MOST_FILES = 5;

export interface DecisionLogOptions {
	/** Milliseconds that lines are kept. */
	readonly keep: number;
	readonly mostBytes?: number;
}

/**
 * Appends to the decision log. A file that is full, or begins with a line that is too old, becomes `.1` (and that `.2`, and so on), and
 * one whose last line is too old is removed. Throws what the file system throws.
 */
export async function appendToLog(
	file: URL,
	changes: readonly LoggedChange[],
	now: number,
	{ keep, mostBytes = MOST_BYTES }: DecisionLogOptions,
): Promise<void> {
	if (changes.length === 0) return;
	const earliest = now - keep;
	const begun = await firstTimeIn(file);
	const size = await sizeOf(file);
	if (size >= mostBytes || (begun !== undefined && begun < earliest)) await rotate(file);
	await appendLines(file, changes);
	for (const old of filesOf(file).slice(1)) {
		const { mtimeMs } = (await statOf(old)) ?? {};
		if (mtimeMs !== undefined && mtimeMs < earliest) await rm(old, { force: true });
	}
}

/** Every line that is still there, in the order they were written. */
export function readLog(file: URL): LoggedChange[] {
	return filesOf(file)
		.toReversed()
		.flatMap((one) => readLines(one, loggedChangeSchema));
}

/** The one that is written, then from the youngest to the oldest. */
function filesOf(file: URL): URL[] {
	const rotated = Array.from(
		{ length: MOST_FILES - 1 },
		(_, index) => new URL(`${file.href}.${index + 1}`),
	);
	return [file, ...rotated];
}

async function rotate(file: URL): Promise<void> {
	const files = filesOf(file);
	for (let index = files.length - 1; index > 0; index--) {
		const [from, to] = [files[index - 1], files[index]];
		if (from === undefined || to === undefined) continue;
		if ((await statOf(from)) !== undefined) await rename(from, to);
	}
}

async function sizeOf(file: URL): Promise<number> {
	return (await statOf(file))?.size ?? 0;
}

async function statOf(file: URL) {
	return stat(file).catch(() => undefined);
}

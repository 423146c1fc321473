import { readdirSync, statSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { z } from 'astro/zod';
import { DEVICES } from '../../constants.js';
import { appendLines, firstTimeIn, PRIVATE_FILE, readLinesBetween } from '../ndjson.js';
import { keyOfSubject } from './subjects.js';

/** What one segment on one device is shown from a time on. Private segments are among them. */
const momentSchema = z.object({
	/** ISO 8601. */
	time: z.iso.datetime(),
	build: z.string(),
	/** Null: what everybody is shown for whom nothing is chosen. */
	segment: z.string().nullable(),
	device: z.enum(DEVICES).nullable(),
	/** When Choose was asked for it, in milliseconds since 1970; null: there is no reply. */
	fetchedAt: z.number().nullable(),
	/** Digest of the reply. */
	reply: z.string().nullable(),
	/** Digest of what was decided by it. */
	decided: z.string(),
});
export type Moment = z.output<typeof momentSchema>;

/** What was in force at one time. */
export interface PastState {
	readonly build: string;
	/** ISO 8601: when something changed last. */
	readonly since: string;
	readonly moments: readonly Moment[];
}

/**
 * A file for each day (of UTC), in order. Each begins with all that is in force, so that the days before it can be removed: nothing is
 * ever rewritten.
 */
const FILE = /^\d{4}-\d\d-\d\d\.ndjson$/;

/** The name of the file in which a time is. */
export function dayOf(time: number): string {
	return `${new Date(time).toISOString().slice(0, 10)}.ndjson`;
}

export async function appendToTimeline(
	folder: URL,
	day: string,
	moments: readonly Moment[],
): Promise<void> {
	if (moments.length === 0) return;
	await mkdir(folder, { recursive: true });
	await appendLines(new URL(day, folder), moments, PRIVATE_FILE);
}

/** Another text each time something was appended; empty when there is nothing. */
export function endOfTimeline(folder: URL): string {
	const day = listDays(folder).at(-1);
	if (day === undefined) return '';
	return `${day} ${statSync(new URL(day, folder), { throwIfNoEntry: false })?.size ?? 0}`;
}

/** What was in force at a time (in milliseconds since 1970), as the last file by then has it; undefined when nothing is known of so early a time. */
export async function readState(folder: URL, time: number): Promise<PastState | undefined> {
	const days = listDays(folder).filter((day) => day <= dayOf(time));
	for (const day of days.toReversed()) {
		const state = await stateIn(new URL(day, folder), time);
		if (state !== undefined) return state;
	}
	return undefined;
}

async function stateIn(file: URL, time: number): Promise<PastState | undefined> {
	const builds = new Map<string, Map<string, { at: number; moment: Moment }>>();
	let last: { at: number; moment: Moment } | undefined;
	for await (const moment of readLinesBetween(file, momentSchema)) {
		const at = Date.parse(moment.time);
		if (at > time) continue;
		if (last === undefined || at >= last.at) last = { at, moment };
		const latest = builds.get(moment.build) ?? new Map<string, { at: number; moment: Moment }>();
		builds.set(moment.build, latest);
		const before = latest.get(keyOfSubject(moment));
		if (before === undefined || at >= before.at) latest.set(keyOfSubject(moment), { at, moment });
	}
	if (last === undefined) return undefined;
	const { build, time: since } = last.moment;
	const moments = [...(builds.get(build)?.values() ?? [])].map(({ moment }) => moment);
	return { build, since, moments };
}

/** Removes the days that nobody needs to know what was in force at a time and later; tells whether there were any. */
export async function forgetBefore(folder: URL, time: number): Promise<boolean> {
	const days = listDays(folder);
	for (const [index, day] of days.entries()) {
		const next = days[index + 1];
		const first = next === undefined ? undefined : await firstTimeIn(new URL(next, folder));
		if (first === undefined || first > time) return index > 0;
		await rm(new URL(day, folder), { force: true });
	}
	return false;
}

/** Everything that is still known, day by day. */
export async function* readMoments(folder: URL): AsyncGenerator<Moment> {
	for (const day of listDays(folder)) yield* readLinesBetween(new URL(day, folder), momentSchema);
}

function listDays(folder: URL): string[] {
	try {
		return readdirSync(folder)
			.filter((name) => FILE.test(name))
			.sort();
	} catch {
		return [];
	}
}

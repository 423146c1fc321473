import { readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'astro/zod';
import { DEVICES } from '../constants.js';
import { canonicalJson } from '../decisions/digest.js';
import { asksForAnything, askedFor } from '../decisions/question.js';
import { replySchema, type Snapshot } from '../decisions/snapshot.js';
import type { ChooseDefinition } from '../definition/definition-types.js';
import { ChooseError, type Problem } from '../errors.js';

const lockSchema = z.object({
	version: z.literal(1),
	/** ISO 8601. */
	fetchedAt: z.iso.datetime(),
	/** What Choose was asked for: of anything else there is no answer. */
	asked: z.object({ names: z.array(z.string()), groups: z.array(z.string()) }),
	segments: z.record(z.string(), z.partialRecord(z.enum(DEVICES), replySchema)),
});

/** The decisions that builds are made with. Private segments are not among them. */
export interface Lockfile {
	/** ISO 8601. */
	readonly fetchedAt: string;
	readonly asked: z.output<typeof lockSchema>['asked'];
	readonly snapshots: readonly Snapshot[];
}

/** @throws {ChooseError} LockfileOutdated: it is missing, or is not a lockfile. */
export function readLockfile(file: URL): Lockfile {
	const { fetchedAt, asked, segments } = parseLockfile(file);
	const snapshots = Object.entries(segments).flatMap(([segment, replies]) =>
		DEVICES.flatMap((device): Snapshot[] => {
			const reply = replies[device];
			return reply === undefined
				? []
				: [{ segment, device, fetchedAt: Date.parse(fetchedAt), reply }];
		}),
	);
	return { fetchedAt, asked, snapshots };
}

/**
 * What is locked for these definitions, in their order.
 *
 * @throws {ChooseError} LockfileOutdated, likewise, or naming what is declared and not locked.
 */
export function readLockedSnapshots(file: URL, definition: ChooseDefinition): readonly Snapshot[] {
	if (!asksForAnything(definition)) return [];
	const { asked, snapshots } = readLockfile(file);
	const declared = askedFor(definition);
	const subjects = definition.segments
		.filter((segment) => !segment.private)
		.flatMap(({ name }) => DEVICES.map((device) => ({ segment: name, device })));
	const found = subjects.map(({ segment, device }) =>
		snapshots.find((one) => one.segment === segment && one.device === device),
	);
	const missing = [
		...declared.names
			.filter((name) => !asked.names.includes(name))
			.map((name) => `experience ${name}`),
		...declared.groups
			.filter((name) => !asked.groups.includes(name))
			.map((name) => `group ${name}`),
		...subjects
			.filter((_, index) => found[index] === undefined)
			.map(({ segment, device }) => `segment ${segment} on ${device}`),
	];
	if (missing.length > 0) {
		throw new ChooseError(missing.map((what) => outdated(file, `decisions for ${what}`, 'none')));
	}
	return found.filter((snapshot) => snapshot !== undefined);
}

/**
 * Writes what Choose was asked for and has answered, without private segments; equal decisions make equal bytes but for the time.
 *
 * @param fetchedAt Milliseconds since 1970.
 */
export async function writeLockfile(
	file: URL,
	definition: ChooseDefinition,
	snapshots: readonly Snapshot[],
	fetchedAt: number,
): Promise<void> {
	const open = definition.segments.filter((segment) => !segment.private);
	const replies = open.map(({ name }) => {
		const own = snapshots.filter(({ segment }) => segment === name);
		return [name, Object.fromEntries(own.map(({ device, reply }) => [device, reply]))] as const;
	});
	const segments: unknown = JSON.parse(canonicalJson(Object.fromEntries(replies)));
	const { names, groups } = askedFor(definition);
	const lock = {
		version: 1,
		fetchedAt: new Date(fetchedAt).toISOString(),
		asked: { names: names.toSorted(), groups: groups.toSorted() },
		segments,
	};
	const partial = new URL(`${file.href}.${process.pid}.partial`);
	await writeFile(partial, `${JSON.stringify(lock, null, '\t')}\n`);
	await rename(partial, file);
}

function parseLockfile(file: URL): z.output<typeof lockSchema> {
	let text: string;
	try {
		text = readFileSync(file, 'utf8');
	} catch (cause) {
		throw new ChooseError(outdated(file, 'the decisions to build with', 'no file'), { cause });
	}
	try {
		return lockSchema.parse(JSON.parse(text));
	} catch (cause) {
		throw new ChooseError(outdated(file, 'what astro-choose lock writes', 'something else'), {
			cause,
		});
	}
}

function outdated(file: URL, expected: string, found: string): Problem {
	return {
		name: 'LockfileOutdated',
		path: fileURLToPath(file),
		expected,
		found,
		hint: 'Run `npx astro-choose lock` where INTEMPT_API_KEY is set, and commit the file.',
	};
}

import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'astro/zod';
import { rowSchema, type Row } from './workshop-types.js';

/** By project, then by engine. */
const recordedSchema = z.record(z.string(), z.record(z.string(), z.array(rowSchema)));

/**
 * Puts what a run of a project has seen of some engines in the place of what an earlier run of it had; of other engines and projects the
 * file keeps what it has. Synchronous: projects of one run end at once.
 */
export function mergeRecorded(
	file: string,
	project: string,
	recorded: ReadonlyMap<string, readonly Row[]>,
): void {
	const known = readRecorded(file);
	const merged = { ...known, [project]: { ...known[project], ...Object.fromEntries(recorded) } };
	writeFileSync(file, JSON.stringify(merged, null, '\t'));
}

/** Of a file that is not there, or of another shape, nothing. */
function readRecorded(file: string): z.output<typeof recordedSchema> {
	try {
		return recordedSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
	} catch {
		return {};
	}
}

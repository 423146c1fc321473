import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'astro/zod';
import type { Measured } from './part.ts';

/** What was last measured of each part, and is what `docs/performance.md` states. */
const FILE = new URL('../results.json', import.meta.url);

const resultSchema = z.object({
	/** The day, as in `2026-01-31`. */
	on: z.string(),
	machine: z.string(),
	ratios: z.record(z.string(), z.number()),
	tables: z.array(
		z.object({
			title: z.string(),
			columns: z.array(z.string()),
			rows: z.array(z.array(z.string())),
		}),
	),
	goals: z.array(
		z.object({
			what: z.string(),
			wanted: z.string(),
			measured: z.string(),
			isMet: z.boolean(),
		}),
	),
});
const resultsSchema = z.record(z.string(), resultSchema);

/** A part's figures with when and where they were measured. */
export type Result = z.output<typeof resultSchema>;
export type Results = z.output<typeof resultsSchema>;

export function readResults(): Results {
	return existsSync(FILE) ? resultsSchema.parse(JSON.parse(readFileSync(FILE, 'utf8'))) : {};
}

export function keepResults(results: Results): void {
	writeFileSync(FILE, `${JSON.stringify(results, null, '\t')}\n`);
}

export function toResult(
	{ ratios, tables, goals }: Measured,
	{ on, machine }: Pick<Result, 'on' | 'machine'>,
): Result {
	return resultSchema.parse({ on, machine, ratios, tables, goals });
}

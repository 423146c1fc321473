/**
 * `npm run bench:freshness [-- --short] [-- --json FILE] [-- --only visitor,change,calls,outage]`: how soon a change reaches visitors,
 * what it costs those who come meanwhile, how often Choose is asked, and what visitors see while it fails. `--short` only shows that
 * everything runs.
 */
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { measureChooseCalls } from './freshness/choose-calls.ts';
import { measureOutage } from './freshness/outage.ts';
import { startEmulatorProcess } from './freshness/processes.ts';
import {
	describeChange,
	describeCalls,
	describeOutage,
	describeVisitor,
} from './freshness/report.ts';
import { BUILT, seedOf } from './freshness/site.ts';
import { measureTimeToVisitor } from './freshness/time-to-visitor.ts';
import { measureUnderChange } from './freshness/under-change.ts';

const { values } = parseArgs({
	options: {
		short: { type: 'boolean', default: false },
		json: { type: 'string' },
		only: { type: 'string', default: 'visitor,change,calls,outage' },
	},
});
const { short } = values;
const only = new Set(values.only.split(','));
const results: Record<string, unknown> = {};

console.log(
	`Node ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}`,
);
const emulator = await startEmulatorProcess(seedOf(BUILT));
try {
	if (only.has('visitor')) {
		const visitor = await measureTimeToVisitor(short ? 2 : 15, emulator);
		report('visitor', visitor, describeVisitor(visitor));
	}
	if (only.has('change')) {
		const change = await measureUnderChange(short ? 1 : 6, short ? 3 : 8, emulator);
		report('change', change, describeChange(change));
	}
	if (only.has('calls')) {
		const calls = await measureChooseCalls([10, 1_000], short ? 10 : 60, emulator);
		report('calls', calls, describeCalls(calls));
	}
	if (only.has('outage')) {
		const outage = await measureOutage(short ? 5_000 : 100_000, short ? 5 : 60, emulator);
		report('outage', outage, describeOutage(outage));
	}
} finally {
	await emulator.stop();
}

if (values.json !== undefined) {
	writeFileSync(
		values.json,
		`${JSON.stringify({ node: process.version, ...results }, null, '\t')}\n`,
	);
}

function report(name: string, result: unknown, lines: readonly string[]): void {
	results[name] = result;
	console.log(`\n${lines.join('\n  ')}`);
}

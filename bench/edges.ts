/**
 * `npm run bench:edges [-- --short] [-- --json FILE]`: what routing costs at the edges, and what it saves in front of an origin, as
 * ratios within this one run. `--short` only shows that everything runs.
 */
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { measureLink, type FirstByte } from './edges/link.ts';
import { measureNginx } from './edges/nginx-routing.ts';
import { measureWorker } from './edges/worker-time.ts';
import { median } from './statistics.ts';

const { values } = parseArgs({
	options: { short: { type: 'boolean', default: false }, json: { type: 'string' } },
});

console.log(
	`Node ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}`,
);

const nginx = await measureNginx(values.short ? 1 : 5, values.short ? 1 : 3);
const worker = await measureWorker(values.short ? 200 : 1_000, values.short ? 1 : 3);
const link = await measureLink(values.short ? 40 : 240);

console.log('\nnginx, one page of 30 KB, 32 connections, requests a second');
for (const coding of ['identity', 'gzip'] as const) {
	const ratios = nginx.ratios[coding];
	const spread = `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`;
	console.log(
		`  ${coding.padEnd(9)} our routing ${round(nginx.routed[coding])}  plain file ${round(nginx.plain[coding])}  ratio ${median(ratios).toFixed(2)} (${spread})`,
	);
}
console.log('\nworkerd, processor time a request, microseconds');
for (const [name, microseconds] of Object.entries<number>(worker))
	console.log(`  ${name.padEnd(34)} ${round(microseconds)}`);
console.log('\nFirst byte over a link of 100 ms to the origin');
for (const [name, { median: middle, p99 }] of Object.entries<FirstByte>({ ...link }))
	console.log(`  ${name.padEnd(12)} median ${middle.toFixed(1)} ms  p99 ${p99.toFixed(1)} ms`);

if (values.json !== undefined) {
	const measured = { node: process.version, nginx, worker, link };
	writeFileSync(values.json, `${JSON.stringify(measured, null, '\t')}\n`);
}

function round(number: number): string {
	return Math.round(number).toLocaleString('en');
}

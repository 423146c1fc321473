/**
 * `npm run bench [-- --short] [-- --json FILE]`: what a variant costs at build and at request, as ratios within this one run.
 * `--short` only shows that everything runs.
 */
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { measureBuild } from './build-cost.ts';
import { measureServing, type Served } from './serving.ts';
import { median } from './statistics.ts';

const { values } = parseArgs({
	options: { short: { type: 'boolean', default: false }, json: { type: 'string' } },
});
const rounds = values.short ? 1 : 5;
const seconds = values.short ? 1 : 5;
const pages = values.short ? 50 : 500;

console.log(
	`Node ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}`,
);

const builds = [];
for (let round = 0; round < (values.short ? 1 : 3); round++) builds.push(await measureBuild(pages));
const small = await measureBuild(10);
const served = await measureServing(rounds, seconds);

const rate = (name: string) =>
	served.find((one) => one.name === name)?.load.requestsPerSecond ?? Number.NaN;
const ratios = {
	'variant/astro-static': rate('variant') / rate('astro-static'),
	'variant/bare-node': rate('variant') / rate('bare-node'),
	'variant-br/variant': rate('variant-br') / rate('variant'),
	'default/astro-static': rate('default') / rate('astro-static'),
	'build/extra-variant-per-plain-page': median(
		builds.map(({ extraVariantMs, plainPageMs }) => extraVariantMs / plainPageMs),
	),
};

console.log('\nBuild');
for (const build of [...builds, small]) {
	console.log(
		`  ${build.pages} pages, ${build.extraVariants} more variants: ${build.plainPageMs.toFixed(2)} ms a plain page, ` +
			`${build.extraVariantMs.toFixed(2)} ms a variant, ${build.calls} Choose calls (segments × devices: ${build.expectedCalls})`,
	);
}
console.log('\nServing one page of 30 KB, 32 connections');
for (const { name, load, spread } of served) console.log(`  ${line(name, load, spread)}`);
console.log('\nRatios');
for (const [name, ratio] of Object.entries(ratios))
	console.log(`  ${name.padEnd(36)} ${ratio.toFixed(2)}`);

if (values.json !== undefined) {
	writeFileSync(
		values.json,
		`${JSON.stringify({ node: process.version, builds, served, ratios }, null, '\t')}\n`,
	);
}

function line(name: string, load: Served['load'], [slowest, fastest]: Served['spread']): string {
	const figures = [
		`${Math.round(load.requestsPerSecond).toLocaleString('en')} requests/s`,
		`(${Math.round(slowest).toLocaleString('en')}–${Math.round(fastest).toLocaleString('en')})`,
		`p50 ${load.p50} ms`,
		`p99 ${load.p99} ms`,
	];
	return `${name.padEnd(14)} ${figures.join('  ')}`;
}

/**
 * Packs the package once and, for each row of `versions/table.ts`, builds and serves a site with it: on the Node, with the Astro, the
 * adapter and the package manager of the row. `--only <row>` runs one of them. Prints what came of each, and fails when one did.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeResults } from './test-results.ts';
import { createToolbox } from './versions/tools.ts';
import { ROWS, type Row } from './versions/table.ts';
import { tryRow } from './versions/try-row.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const LINES_OF_REASON = 40;

const { only } = parseArgs({ options: { only: { type: 'string' } } }).values;
const rows = ROWS.filter(({ name }) => only === undefined || name === only);
if (rows.length === 0) {
	console.error(`--only is one of ${ROWS.map(({ name }) => name).join(', ')}.`);
	process.exit(1);
}

const tools = createToolbox(join(ROOT, '.cache/versions'));
const packed = await mkdtemp(join(tmpdir(), 'astro-choose-packed-'));
const outcomes: { readonly row: Row; readonly failure?: string; readonly seconds: number }[] = [];
try {
	const tarball = pack(packed);
	for (const row of rows) {
		const start = performance.now();
		const failure = await tryRow(row, tarball, tools).then(() => undefined, describe);
		const seconds = (performance.now() - start) / 1000;
		outcomes.push({ row, seconds, ...(failure !== undefined && { failure }) });
		console.log(`${row.name}: ${failure === undefined ? 'passed' : `failed\n${failure}`}`);
	}
} finally {
	await rm(packed, { recursive: true, force: true });
}

const cells = [
	['Row', 'Node', 'Astro', '@astrojs/node', 'Manager', 'Outcome', 'Seconds'],
	...outcomes.map(({ row, failure, seconds }) => [
		row.name,
		row.node,
		row.astro,
		row.adapter,
		row.manager,
		failure === undefined ? 'passed' : 'failed',
		seconds.toFixed(0),
	]),
];
const widths = (cells[0] ?? []).map((_head, column) =>
	Math.max(...cells.map((line) => line[column]?.length ?? 0)),
);
for (const line of cells) {
	console.log(
		line
			.map((cell, column) => cell.padEnd(widths[column] ?? 0))
			.join('  ')
			.trimEnd(),
	);
}
writeResults(
	'test:versions',
	outcomes.map(({ row, failure }) => ({ title: row.name, failure })),
);
const failed = outcomes.filter(({ failure }) => failure !== undefined).length;
console.log(`${outcomes.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

/** The package is built already, by the npm script that runs this. */
function pack(folder: string): string {
	const args = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder];
	const printed = execFileSync('npm', args, { cwd: join(ROOT, 'integration'), encoding: 'utf8' });
	return join(folder, printed.trim().split('\n').at(-1) ?? '');
}

function describe(error: unknown): string {
	const text = error instanceof Error ? error.message : String(error);
	return text.split('\n').slice(-LINES_OF_REASON).join('\n');
}

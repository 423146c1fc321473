/**
 * `npm run bench [-- PART… | all] [--short] [--json FILE] [--write]`: what deciding costs, at build, at request and in the browser, as ratios
 * within this one run. Without a part: `serving` and `build`. `--short` only shows that everything runs. `--json` writes all that was
 * measured; `--write` the results and the page that state it, `bench/results.json` and `docs/performance.md`.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { describeMachine } from './frame/machine.ts';
import type { Measured, Part } from './frame/part.ts';
import { PARTS, USUAL_PARTS } from './frame/parts.ts';
import { PERFORMANCE_PAGE, writePerformancePage } from './frame/performance-page.ts';
import { keepResults, readResults, toResult } from './frame/results-file.ts';
import { describeMeasured } from './frame/terminal.ts';

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: {
		short: { type: 'boolean', default: false },
		json: { type: 'string' },
		write: { type: 'boolean', default: false },
	},
});

const machine = describeMachine();
console.log(machine);
const measured = new Map<string, Measured>();
for (const part of namedParts(positionals)) {
	console.log(`\n# ${part.title}\n`);
	const one = await part.measure(values.short ? 'short' : 'full');
	measured.set(part.name, one);
	console.log(describeMeasured(one));
}

if (values.json !== undefined) {
	const ratios = Object.assign({}, ...[...measured.values()].map((one) => one.ratios)) as object;
	const figures = Object.fromEntries([...measured].map(([name, one]) => [name, one.figures]));
	writeFileSync(values.json, `${JSON.stringify({ machine, ratios, ...figures }, null, '\t')}\n`);
}
if (values.write) await writePage();

function namedParts(names: readonly string[]): readonly Part[] {
	if (names.length === 0) return USUAL_PARTS;
	if (names.includes('all')) return PARTS;
	return names.map((name) => {
		const part = PARTS.find((one) => one.name === name);
		if (part !== undefined) return part;
		const known = PARTS.map((one) => one.name).join(', ');
		throw new Error(`there is no part ${name}: name some of ${known}, or all`);
	});
}

async function writePage(): Promise<void> {
	const on = new Date().toISOString().slice(0, 10);
	const fresh = [...measured].map(([name, one]) => [name, toResult(one, { on, machine })] as const);
	const results = { ...readResults(), ...Object.fromEntries(fresh) };
	keepResults(results);
	writeFileSync(PERFORMANCE_PAGE, await writePerformancePage(PARTS, results));
}

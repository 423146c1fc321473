/**
 * Writes `docs/engines.md` from the last run of the conformance suite. Fails when an engine failed or was not asked everything, and
 * with `--check` when the page is not what the run says.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';
import { z } from 'astro/zod';
import { nameConfig, URL_CONFIGS, URLS } from '../test/conformance/url-config.ts';
import {
	conformancePage,
	ENGINES,
	missingAnswers,
	type ConformanceRow,
} from './conformance-page.ts';

const PAGE = new URL('../docs/engines.md', import.meta.url);
const SEEN = new URL('../.cache/conformance.json', import.meta.url);

/** What each of the suite's two projects has seen: of an engine, rows. */
const seenSchema = z.partialRecord(
	z.enum(['conformance', 'urls']),
	z.record(
		z.string(),
		z.array(
			z.object({
				part: z.string(),
				title: z.string(),
				result: z.enum(['same', 'different', 'inapplicable', 'failed']),
				why: z.string().optional(),
			}),
		),
	),
);

if (!existsSync(SEEN)) fail('The conformance suite has not run: run `npm run conformance`.');
const { conformance = {}, urls = {} } = seenSchema.parse(readJson(SEEN));
const seen = new Map(
	ENGINES.map((engine) => [
		engine,
		inOrder([...(conformance[engine] ?? []), ...(urls[engine] ?? [])]),
	]),
);
const missing = missingAnswers(seen, URL_CONFIGS.map(nameConfig));
if (missing.length > 0) fail(['The conformance suite did not run.', ...missing].join('\n'));
const failed = [...seen].flatMap(([engine, rows]) =>
	rows
		.filter(({ result }) => result === 'failed')
		.map(({ part, title }) => `${engine} › ${part}: ${title}`),
);
if (failed.length > 0) fail(['The conformance suite did not pass.', ...failed].join('\n'));

const { devDependencies: versions } = z
	.object({ devDependencies: z.record(z.string(), z.string()) })
	.parse(readJson(new URL('../package.json', import.meta.url)));
const named = ['astro', '@astrojs/node', 'miniflare', 'deno', 'express'].map(
	(name) => `${name} ${versions[name] ?? 'unknown'}`,
);
const page = await prettier.format(conformancePage(seen, named.join(', ')), {
	...(await prettier.resolveConfig(fileURLToPath(PAGE))),
	filepath: fileURLToPath(PAGE),
});
if (!process.argv.includes('--check')) {
	writeFileSync(PAGE, page);
} else if (!existsSync(PAGE) || readFileSync(PAGE, 'utf8') !== page) {
	fail('docs/engines.md is not what the tests say: run `npm run conformance`.');
}
console.log(`${ENGINES.length} engines, ${[...seen.values()].flat().length} answers`);

/** Two projects ask about URLs; the rows stand as the suite lists the configurations. */
function inOrder(rows: readonly ConformanceRow[]): readonly ConformanceRow[] {
	const names = URL_CONFIGS.map(nameConfig);
	const placeOf = ({ part, title }: ConformanceRow) => (part === URLS ? names.indexOf(title) : -1);
	return rows.toSorted((a, b) => placeOf(a) - placeOf(b));
}

function readJson(file: URL): unknown {
	return JSON.parse(readFileSync(file, 'utf8'));
}

function fail(message: string): never {
	console.error(message);
	process.exit(1);
}

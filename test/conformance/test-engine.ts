import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../support/ask.js';
import { nameCase, type ConformanceCase, type SiteUnderTest } from './case-types.js';
import { CASES } from './cases/index.js';
import type { Engine, RunningEngine } from './engines/engine-types.js';
import { testRouting } from './routing/test-routing.js';
import { FIRST_CONFIGS, FURTHER_CONFIGS, PLAIN_URLS } from './url-config.js';
import { orderReference, orderSite, record } from './workshop/order.js';
import type { Row } from './workshop/workshop-types.js';

/**
 * The one suite that every engine passes. What an engine answers otherwise is declared beside it: a difference that is not declared
 * fails, and so does a declared one that is not seen.
 */
export function testEngine(engine: Engine): void {
	describe(`Conformance: ${engine.name}`, () => {
		const rows: Row[] = [];
		afterAll(() =>
			record(
				engine.name,
				rows.toSorted((a, b) => placeOf(a) - placeOf(b)),
			),
		);

		it('declares only what the suite has', () => {
			const names = new Set(CASES.map(nameCase));
			const declared = [...Object.keys(engine.differences), ...Object.keys(engine.inapplicable)];
			expect(declared.filter((name) => !names.has(name))).toEqual([]);
		});

		describe('a varied page', () => {
			let running: RunningEngine;
			let site: SiteUnderTest;
			beforeAll(async () => {
				const [built, reference] = await Promise.all([
					orderSite(engine.mode, PLAIN_URLS),
					orderReference(),
				]);
				running = await engine.start(built);
				const folder = join(built.root, engine.mode === 'static' ? 'dist' : 'dist/client');
				site = {
					ask: (...asked) => ask(running.url, ...asked),
					askNode: (...asked) => ask(reference, ...asked),
					readFile: (name) => readFile(join(folder, name)),
					listFiles: () => listFiles(folder),
				};
			});
			afterAll(() => running.stop());

			for (const one of CASES) testCase(engine, one, () => site, rows);
		});

		testRouting(engine, FIRST_CONFIGS, rows);
	});
}

/** That part of it which takes long: every other way to write URLs. */
export function testFurtherUrls(engine: Engine): void {
	describe(`Conformance: ${engine.name}`, () => {
		const rows: Row[] = [];
		afterAll(() => record(engine.name, rows));

		testRouting(engine, FURTHER_CONFIGS, rows);
	});
}

function testCase(
	engine: Engine,
	one: ConformanceCase,
	site: () => SiteUnderTest,
	rows: Row[],
): void {
	const { part, title } = one;
	const name = nameCase(one);
	const inapplicable = engine.inapplicable[name];
	if (inapplicable !== undefined) {
		rows.push({ part, title, result: 'inapplicable', why: inapplicable });
		return;
	}
	it(name, async () => {
		const difference = engine.differences[name];
		const row = { part, title, why: difference?.why };
		try {
			const found = await one.observe(site());
			const declared = { ...one.expected, ...difference?.observed };
			if (difference !== undefined) {
				expect(declared, 'what is declared differs').not.toEqual(one.expected);
			}
			expect(found).toEqual(declared);
			rows.push({ ...row, result: difference === undefined ? 'same' : 'different' });
		} catch (error) {
			rows.push({ ...row, result: 'failed' });
			throw error;
		}
	});
}

/** In the order of the suite; what is not of its list comes behind. */
function placeOf(row: Row): number {
	const place = CASES.findIndex((one) => nameCase(one) === nameCase(row));
	return place === -1 ? CASES.length : place;
}

async function listFiles(folder: string): Promise<readonly string[]> {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	return entries
		.filter((entry) => entry.isFile())
		.map((entry) => relative(folder, join(entry.parentPath, entry.name)))
		.toSorted();
}

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileRule } from '../../integration/src/audience/rules.js';
import type { Rule } from '../../integration/src/definition/definition-types.js';
import { createRuleCompiler } from '../../integration/src/export/nginx/rule-maps.js';
import { createMapWriter } from '../../integration/src/export/nginx/syntax.js';
import { ask, type Answer } from '../support/ask.js';
import { factsOf } from '../support/facts.js';
import { startNginx, type RunningNginx } from '../support/nginx.js';
import { writtenRule } from '../support/rule-patterns.js';
import { aimedAt, askedAnything, type AskedOf } from '../support/rule-requests.js';

const seed = Number(process.env.CHOOSE_TEST_SEED ?? 20_261);
const rules = fc.sample(writtenRule, { numRuns: 40, seed }).filter(isCompilable);
// A long name of many letters may not fit; that such a rule is refused is another test's.
function isCompilable(one: Rule): boolean {
	try {
		createRuleCompiler(createMapWriter())(one);
		return true;
	} catch {
		return false;
	}
}

function send(url: string, { query, cookies, headers }: AskedOf): Promise<Answer> {
	const path = query === '' ? '/' : `/?${query}`;
	return ask(url, path, { headers: { ...headers, cookie: cookies || undefined } });
}

describe('rules in nginx', () => {
	let nginx: RunningNginx;
	beforeAll(async () => {
		const maps = createMapWriter();
		const compile = createRuleCompiler(maps);
		const bits = rules.map(compile).join('');
		nginx = await startNginx(() => ({
			http: `variables_hash_max_size 8192; variables_hash_bucket_size 256;\n${maps.toString()}`,
			server: `location / { add_header X-Bits "${bits}"; return 200; }`,
		}));
	});
	afterAll(() => nginx.stop());

	it(`match exactly whom they match here (seed ${seed})`, async () => {
		const tests = rules.map((one) => compileRule(one, () => undefined));
		let matched = 0;
		await fc.assert(
			fc.asyncProperty(fc.oneof(askedAnything, ...rules.map(aimedAt)), async (given) => {
				const facts = factsOf(given);
				const expected = tests.map((test) => (test(facts) ? 1 : 0));
				const { headers, status } = await send(nginx.url, given);
				const bits = String(headers['x-bits']);
				expect(status).toBe(200);
				const wrong = expected.flatMap((bit, at) =>
					String(bit) === bits[at] ? [] : [{ rule: rules[at], expected: bit }],
				);
				matched += expected.filter((bit) => bit === 1).length;
				expect(wrong).toEqual([]);
			}),
			{ numRuns: 1_000, seed, endOnFailure: true },
		);
		expect(matched).toBeGreaterThan(100);
		expect(nginx.errors()).toBe('');
	});
});

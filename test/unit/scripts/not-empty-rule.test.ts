import { RuleTester } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { notEmptyRule } from '../../../scripts/not-empty-rule.js';
import { notEmpty } from '../../support/not-empty.js';

RuleTester.describe = describe;
RuleTester.it = it;

const errors = [{ messageId: 'unseen' }];

/** Code in which the list in guillemets is refused. */
function refused(marked: string) {
	return {
		code: marked.replace('«', '').replace('»', ''),
		errors,
		output: marked.replace('«', 'notEmpty(').replace('»', ')'),
	};
}

new RuleTester({ languageOptions: { parser: tseslint.parser } }).run('not-empty', notEmptyRule, {
	valid: [
		`for (const one of [1, 2]) expect(one).toBe(1);`,
		`for (const one of notEmpty(found)) expect(one).toBe(1);`,
		`for (const file of files) files.delete(file);`,
		`const LIST = ['a'] as const; it.each(LIST)('%s', () => {});`,
		`const TABLE = { a: 1 }; describe.each(Object.entries(TABLE))('%s', () => {});`,
		`for (const [at, one] of ['a'].entries()) expect(one).toBe(at);`,
		`for (const one of await Promise.all([1].map(load))) expect(one).toBe(1);`,
		`expect(['a'].every(isLetter)).toBe(true);`,
		`fc.assert(fc.property(lists, (list) => { for (const one of list) expect(one).toBe(1); }));`,
	],
	invalid: [
		refused(`for (const one of «found») expect(one).toBe(1);`),
		refused(`for (const one of «found») await expectShown(one);`),
		refused(`for (const one of «[]») expect(one).toBe(1);`),
		refused(`for (const one of «[...found]») expect(one).toBe(1);`),
		refused(`const found = ['a'].filter(isShown); it.each(«found»)('%s', () => {});`),
		refused(`describe.skip.each(«found»)('%s', () => {});`),
		refused(`let list = ['a']; for (const one of «list») expect(one).toBe(1);`),
		refused(`«found».forEach((one) => { expect(one).toBe(1); });`),
		refused(`expect(«found».every(isLetter)).toBe(true);`),
		refused(`expect(«Object.keys(found)».every(isLetter)).toBe(true);`),
		{
			filename: `${process.cwd()}/test/unit/cli/a.test.ts`,
			code: `import { LIST } from './list.js';\nit.each(LIST)('%s', () => {});`,
			errors,
			output: `import { LIST } from './list.js';\nimport { notEmpty } from '../../support/not-empty.js';\nit.each(notEmpty(LIST))('%s', () => {});`,
		},
	],
});

it('hands on a list with something in it, and no other', () => {
	expect(notEmpty(new Set([undefined]))).toEqual([undefined]);
	expect(notEmpty(['a', 'b'].values())).toEqual(['a', 'b']);
	expect(() => notEmpty([])).toThrow('nothing to look at');
	expect(() => notEmpty(new Map())).toThrow('nothing to look at');
});

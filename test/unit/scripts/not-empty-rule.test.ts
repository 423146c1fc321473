import { RuleTester } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { notEmptyRule } from '../../../scripts/not-empty-rule.js';
import { notEmpty } from '../../support/not-empty.js';

RuleTester.describe = describe;
RuleTester.it = it;

const errors = [{ messageId: 'unseen' }];
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
		{ code: `for (const one of found) expect(one).toBe(1);`, errors },
		{ code: `for (const one of found) await expectShown(one);`, errors },
		{ code: `for (const one of []) expect(one).toBe(1);`, errors },
		{ code: `for (const one of [...found]) expect(one).toBe(1);`, errors },
		{ code: `const found = ['a'].filter(isShown); it.each(found)('%s', () => {});`, errors },
		{ code: `import { LIST } from './list.js'; it.each(LIST)('%s', () => {});`, errors },
		{ code: `describe.skip.each(found)('%s', () => {});`, errors },
		{ code: `let list = ['a']; for (const one of list) expect(one).toBe(1);`, errors },
		{ code: `found.forEach((one) => { expect(one).toBe(1); });`, errors },
		{ code: `expect(found.every(isLetter)).toBe(true);`, errors },
		{ code: `expect(Object.keys(found).every(isLetter)).toBe(true);`, errors },
	],
});

it('hands on a list with something in it, and no other', () => {
	expect(notEmpty(new Set([undefined]))).toEqual([undefined]);
	expect(notEmpty(['a', 'b'].values())).toEqual(['a', 'b']);
	expect(() => notEmpty([])).toThrow('nothing to look at');
	expect(() => notEmpty(new Map())).toThrow('nothing to look at');
});

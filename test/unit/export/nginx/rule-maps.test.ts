import { describe, expect, it } from 'vitest';
import { createRuleCompiler } from '../../../../integration/src/export/nginx/rule-maps.js';
import {
	createMapWriter,
	quoteText,
	quoteWord,
} from '../../../../integration/src/export/nginx/syntax.js';
import { notEmpty } from '../../../support/not-empty.js';

describe('rules as maps', () => {
	it('hold nothing of a pattern that nginx could take for its own', () => {
		const maps = createMapWriter();
		const hostile = '"; } server { listen 1; } $http_cookie \\" \\\\';
		createRuleCompiler(maps)({
			query: { [hostile]: hostile },
			cookie: { [hostile]: `${hostile}*` },
		});
		// Every line is a map's begin, an entry, or its end.
		for (const line of notEmpty(String(maps).trimEnd().split('\n')))
			expect(line).toMatch(
				/^(?:map \S+ \$choose_\w+ \{|\t(?:"(?:[^"\\]|\\.)*"|default) (?:[01]|"[^"]*");|\})$/,
			);
	});

	it('try a condition once, however many rules have it', () => {
		const maps = createMapWriter();
		const compile = createRuleCompiler(maps);
		expect(compile({ cookie: { plan: 'pro' } })).toBe(compile({ cookie: { plan: 'pro' } }));
		expect(String(maps).match(/^map /gm)).toHaveLength(2);
	});

	it.each([
		['a header that nginx drops', { header: { x_plan: 'a' } }],
		['a pattern that is too long for it', { query: { a: 'x'.repeat(1_000) } }],
	])('refuse %s', (_, rule) => {
		expect(() => createRuleCompiler(createMapWriter())(rule)).toThrow(/NotExportable/);
	});
});

describe('text', () => {
	it('is not looked through for variables, and ends nothing', () => {
		expect(quoteText('a$b"c\\d')).toBe('"a${choose_dollar}b\\"c\\\\d"');
		expect(() => quoteWord('a\nb')).toThrow(/NotExportable/);
	});
});

import { expect, it } from 'vitest';
import { compatibilityPage, type MatrixTest } from '../../../scripts/compatibility-page.js';

const FACTS = {
	versions: { astro: '7.0.0', '@astrojs/node': '11.0.0', node: '24.0.0' },
	tried: [
		{ name: 'lowest', node: '22.0.0', astro: '7.0.0', adapter: '11.0.0', manager: 'yarn' as const },
	],
	reliances: { one: { on: 'This', why: 'that', test: 'test/x.test.ts' } },
};
const NATIVE = [
	'builds without a warning',
	'varies exactly the pages that read decisions',
	'leaves every default page and file as Astro builds it',
	'answers everybody as Astro does',
	'answers a visitor of a segment as Astro would with the decided values',
];

const tests = (feature: string, titles: readonly string[], group = 'Routing'): MatrixTest[] =>
	titles.map((title) => ({ group, feature, title, status: 'passed' }));
const rowsOf = (page: string) => page.split('\n').filter((line) => line.startsWith('| '));

it('has a row for each feature, with what its suite saw beside being native', () => {
	const page = compatibilityPage(
		[
			...tests('`<ClientRouter />`', [...NATIVE, 'keeps state', 'a | b']),
			...tests('Actions', ['answers an <Action>']),
		],
		FACTS,
	);
	expect(rowsOf(page)).toContain('| Actions |  | answers an &lt;Action&gt; |');
	expect(rowsOf(page)).toContain('| `<ClientRouter />` | yes | a \\| b; keeps state |');
});

it('calls a feature native only when everything that makes it so was seen', () => {
	for (const missing of NATIVE) {
		const seen = NATIVE.filter((title) => title !== missing);
		const page = compatibilityPage(tests('MDX', seen), FACTS);
		expect(rowsOf(page)).toContain('| MDX |  |  |');
	}
});

it('counts the sites of one suite as one', () => {
	const page = compatibilityPage(
		tests(
			'`base`',
			NATIVE.map((title) => `with slashes: ${title}`),
		),
		FACTS,
	);
	expect(rowsOf(page)).toContain('| `base` | yes |  |');
});

it('is the same whatever order the tests ran in', () => {
	const ran = [
		...tests('b', ['two', 'one']),
		...tests('a', NATIVE),
		...tests('c', ['three'], 'Servers'),
		...tests('d', ['four'], 'URLs and output'),
	];
	expect(compatibilityPage(ran.toReversed(), FACTS)).toBe(compatibilityPage(ran, FACTS));
});

it('names the versions, and refuses to leave one out', () => {
	expect(compatibilityPage([], FACTS)).toContain(
		'Astro 7.0.0, @astrojs/node 11.0.0 and Node 24.0.0',
	);
	expect(() => compatibilityPage([], { ...FACTS, versions: {} })).toThrow('astro');
});

it('names the versions that a site was built and served with', () => {
	const page = compatibilityPage([], FACTS);
	expect(rowsOf(page)).toContain('| 22.0.0 | 7.0.0 | 11.0.0 | Yarn, `nodeLinker: node-modules` |');
});

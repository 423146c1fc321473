import type { Row } from './versions/table.ts';

/** One test of a suite that names a feature of Astro. */
export interface MatrixTest {
	readonly group: string;
	readonly feature: string;
	readonly title: string;
	readonly status: string;
}

export interface PageFacts {
	/** Exact versions of the packages the tests ran with. */
	readonly versions: Readonly<Record<string, string>>;
	/** What `npm run test:versions` builds and serves a site with. */
	readonly tried: readonly Row[];
	readonly reliances: Readonly<
		Record<string, { readonly on: string; readonly why: string; readonly test: string }>
	>;
}

/** What every site of the matrix is checked for (`test/support/matrix.ts`): the column "Native". */
const NATIVE = [
	'builds without a warning',
	'varies exactly the pages that read decisions',
	'leaves every default page and file as Astro builds it',
	'answers everybody as Astro does',
	'answers a visitor of a segment as Astro would with the decided values',
];
/** Not checked of a site on which nothing is varied. */
const COMMON = [...NATIVE, 'shows different visitors different pages'];
/** Groups in the order a reader looks for them; others follow. */
const ORDER = [
	'URLs and output',
	'Routing',
	'Content and styles',
	'Islands and interaction',
	'Rendering on demand',
	'Servers',
	'Experimental flags',
];

const INSTALLED_BY: Readonly<Record<Row['manager'], string>> = {
	npm: 'npm',
	pnpm: 'pnpm',
	yarn: 'Yarn, `nodeLinker: node-modules`',
};

/** The page as Markdown. The same tests give the same page, in whatever order they ran. */
export function compatibilityPage(
	tests: readonly MatrixTest[],
	{ versions, tried, reliances }: PageFacts,
): string {
	const byGroup = Map.groupBy(tests, ({ group }) => group);
	const rank = (group: string) => (ORDER.includes(group) ? ORDER.indexOf(group) : ORDER.length);
	const groups = [...byGroup].toSorted(
		([one], [other]) => rank(one) - rank(other) || one.localeCompare(other, 'en'),
	);
	return [
		'# Compatibility',
		'',
		`This page is written by the tests (\`npm run compatibility\`). It states what they saw with Astro ${versionOf(versions, 'astro')}, @astrojs/node ${versionOf(versions, '@astrojs/node')} and Node ${versionOf(versions, 'node')}.`,
		'',
		'A site with the feature is built three times: with the integration, and by Astro alone as everybody and as a visitor of a segment should see it. **Native** means that',
		'',
		'- the build says nothing new, and exactly the pages that read decisions have variants;',
		'- every file of the client folder is byte for byte the one that Astro alone builds;',
		'- every answer to everybody (status, headers, body; `GET`, `HEAD`, `POST`) is that of Astro alone;',
		'- every answer to a visitor of a segment is what Astro alone would render with the decided values, and differs from the default.',
		'',
		...groups.flatMap(([group, ofGroup]) => [...groupTable(group, ofGroup), '']),
		'## Versions',
		'',
		'`npm run test:versions` installs the packed package into a small site, builds and serves it, changes a decision while it runs, checks its types and exports it for nginx and Netlify; the first row is the lowest that the package promises. On an older Node the build, the server and the command line end with [NodeTooOld](errors.md#nodetooold).',
		'',
		'| Node | Astro | @astrojs/node | Installed by |',
		'| --- | --- | --- | --- |',
		...tried.map(
			({ node, astro, adapter, manager }) =>
				`| ${node} | ${astro} | ${adapter} | ${INSTALLED_BY[manager]} |`,
		),
		'',
		'With Yarn, set `nodeLinker: node-modules`: Astro 7 itself does not build with Plug’n’Play. On Node 22.12 to 22.18 npm warns of `undici@8`, which Astro’s fonts bring and load only behind a proxy.',
		'',
		'## What is used beyond the documented API of Astro',
		'',
		'All of it stands in `integration/src/astro-*.ts`. `test/unit/astro-internals.test.ts` looks for each in the code of the Astro that is installed; the test named here sees it in built sites. `npm run test:astro-next` runs the matrix against the next Astro.',
		'',
		'| Relied on | Why | Test |',
		'| --- | --- | --- |',
		...Object.values(reliances).map(
			({ on, why, test }) => `| ${cell(on)} | ${cell(why)} | \`${test}\` |`,
		),
		'',
	].join('\n');
}

function groupTable(group: string, tests: readonly MatrixTest[]): string[] {
	const features = [...Map.groupBy(tests, ({ feature }) => feature)].toSorted(([one], [other]) =>
		plain(one).localeCompare(plain(other), 'en', { numeric: true }),
	);
	return [
		`## ${group}`,
		'',
		'| Feature | Native | Besides |',
		'| --- | --- | --- |',
		...features.map(([feature, ofFeature]) => {
			const titles = [...new Set(ofFeature.map(({ title }) => title))];
			const isNative = NATIVE.every((common) => titles.some((title) => title.endsWith(common)));
			const own = titles.filter((title) => !isCommon(title)).toSorted();
			return `| ${cell(feature)} | ${isNative ? 'yes' : ''} | ${cell(own.join('; '))} |`;
		}),
	];
}

// A suite with several sites says which before the common title.
function isCommon(title: string): boolean {
	return COMMON.some((common) => title === common || title.endsWith(`: ${common}`));
}

function versionOf(versions: Readonly<Record<string, string>>, name: string): string {
	const version = versions[name];
	if (version === undefined) throw new Error(`package.json names no version of ${name}`);
	return version;
}

function plain(text: string): string {
	return text.replaceAll('`', '').toLowerCase();
}

// Pipes end a cell everywhere; elsewhere than in code, angle brackets would begin an element.
function cell(text: string): string {
	return text
		.replaceAll('|', '\\|')
		.replaceAll(/`[^`]*`|[<>]/g, (part) => (part === '<' ? '&lt;' : part === '>' ? '&gt;' : part));
}

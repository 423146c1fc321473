import { readdir, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { isCatchAll } from '../definition/catch-all.js';
import { describeThrown } from '../errors.js';
import { readExpectedVariants } from '../prove/expected-variants.js';
import { proveSite, type ProveOptions } from '../prove/prove-site.js';
import { renderHtml } from '../prove/render-html.js';
import { renderTerminal } from '../prove/render-terminal.js';
import type { Verdict } from '../prove/report-types.js';
import { createSegmentAskers } from '../prove/segment-askers.js';
import { invalidCommand, parseArguments, parseNumber } from './arguments.js';
import type { Command, ExitCode } from './command.js';
import { CONFIG_FILES, loadProject } from './load-project.js';
import { neatJson } from './neat-json.js';
import { folderUrl } from './state-options.js';

const HELP = `Usage: astro-choose prove <url> [options]

Asks a running site for its pages as crawlers, people and visitors, directly and through a shared cache, and says whether crawlers and
people get the same bytes, whether anything of one visitor reaches another, and whether variants are reached, and only as they should
be. Run it on a site that is yours: it plays crawlers.

  --pages <n>             Pages asked for at most, spread over the sitemap (default: 50)
  --sitemap <path>        Where the sitemap is (default: what robots.txt says, sitemap-index.xml, sitemap.xml)
  --json <file>           Write the report as JSON
  --html <file>           Write the report as a page
  --deadline <seconds>    End after this time (default: 600)
  --concurrency <n>       Pages asked for at a time (default: 4)
  --root <folder>         The project whose site it is, for visitors of its segments (default: the working directory, if it is one)
  --no-project            Know nothing of segments
  --help                  Print this

Exits with 0 when everything is proven, with 1 when something is not so, with 2 when it could not be tried.
`;

/**
 * `astro-choose prove`.
 *
 * @throws {ChooseError} InvalidCommand, SiteUnreachable; with `--root`, what {@link loadProject} throws.
 */
export const proveCommand: Command = {
	summary: 'State with evidence who gets which bytes of a running site',
	help: HELP,
	async run(args, { stdout, stderr, signal }) {
		const { values, positionals } = parseArguments('prove', args, {
			pages: { type: 'string' },
			sitemap: { type: 'string' },
			json: { type: 'string' },
			html: { type: 'string' },
			deadline: { type: 'string' },
			concurrency: { type: 'string' },
			root: { type: 'string' },
			'no-project': { type: 'boolean', default: false },
		});
		const site = parseSite(positionals);
		const limits = {
			most: parseCount('pages', values.pages, 50),
			deadline: parseCount('deadline', values.deadline, 600) * 1_000,
			concurrency: parseCount('concurrency', values.concurrency, 4),
		};
		const known = await knowProject(site, values.root, values['no-project']);
		const report = await proveSite({
			...known,
			...limits,
			site,
			sitemap: values.sitemap,
			signal,
			now: Date.now,
			onPage: (done, all) => {
				if (done % 10 === 0 || done === all) stderr(`${done} of ${all} pages\n`);
			},
		});
		if (values.json !== undefined) await writeFile(values.json, `${neatJson(report)}\n`);
		if (values.html !== undefined) await writeFile(values.html, renderHtml(report));
		stdout(renderTerminal(report));
		return EXIT_CODES[report.verdict];
	},
};

const EXIT_CODES: Readonly<Record<Verdict, ExitCode>> = { holds: 0, broken: 1, unproven: 2 };

function parseSite([url, ...others]: readonly string[]): URL {
	const site = url === undefined ? null : URL.parse(url);
	if (site !== null && /^https?:$/.test(site.protocol) && others.length === 0) return site;
	throw invalidCommand(
		'astro-choose prove',
		'one http or https URL, such as http://127.0.0.1:4321/',
		[url, ...others].join(' ') || 'nothing',
		'Run astro-choose prove --help for the options.',
	);
}

function parseCount(option: string, text: string | undefined, otherwise: number): number {
	const count = parseNumber(option, text) ?? otherwise;
	if (Number.isInteger(count) && count > 0) return count;
	throw invalidCommand(
		`--${option}`,
		'a whole number from 1',
		String(count),
		`Correct --${option}.`,
	);
}

type Known = Pick<ProveOptions, 'segments' | 'expected' | 'variantFiles' | 'notes'>;

const UNKNOWN = { segments: undefined, expected: undefined, variantFiles: [] } as const;

/** What the project says of its visitors. A folder that was not named need not be one. */
async function knowProject(
	site: URL,
	root: string | undefined,
	isUnwanted: boolean,
): Promise<Known> {
	const folder = folderUrl(root ?? '.');
	const isProject = CONFIG_FILES.some((name) => existsSync(new URL(name, folder)));
	if (isUnwanted || (root === undefined && !isProject))
		return {
			...UNKNOWN,
			notes: ['No project was given (--root): visitors of its segments were not sent.'],
		};
	try {
		const { definition, options, root: home } = await loadProject(root ?? '.');
		const catchAll = definition.segments.find(isCatchAll)?.name;
		// Of a server in the folder that is deployed, of a static site in the one for edges.
		const reports = ['dist', options.edge.folder ?? 'dist-edge'].map(
			(name) => `${name}/choose-report.json`,
		);
		const read = reports.map((file) => readExpectedVariants(new URL(file, home), catchAll));
		const expected = (await Promise.all(read)).find((one) => one !== undefined);
		const notes =
			expected === undefined
				? [`There is no ${reports.join(' or ')}: what each segment is to see is not known.`]
				: [];
		const segments = createSegmentAskers(definition);
		return { segments, expected, variantFiles: await findVariantFiles(home, site), notes };
	} catch (thrown) {
		if (root !== undefined) throw thrown;
		return {
			...UNKNOWN,
			notes: [
				`The project here could not be loaded, and visitors of its segments were not sent: ${describeThrown(thrown)}`,
			],
		};
	}
}

/** A file of each folder of variants that the last build published, by its path on the site. */
async function findVariantFiles(root: URL, site: URL): Promise<string[]> {
	const base = site.pathname.replace(/[^/]*$/, '');
	const paths: string[] = [];
	for (const published of ['dist/', 'dist/client/']) {
		const names = await readdir(new URL(published, root)).catch(() => []);
		for (const name of names.filter((one) => one.startsWith('_choose-'))) {
			const [file = ''] = await readdir(new URL(`${published}${name}/`, root));
			paths.push(`${base}${name}/${file}`);
		}
	}
	return paths;
}

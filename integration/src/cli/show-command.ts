import { fileURLToPath } from 'node:url';
import { cascade } from '../decisions/cascade.js';
import { decisionsOf } from '../decisions/decided-digests.js';
import type { Decisions } from '../decisions/decision-types.js';
import { DEVICES } from '../constants.js';
import { ChooseError } from '../errors.js';
import { createPageLookup } from '../runtime/page-lookup.js';
import { historyFolders } from '../store/history/history-folders.js';
import { openKeptBuild, type KeptBuild } from '../store/history/kept-builds.js';
import type { Past } from '../store/history/past.js';
import { keyOfSubject } from '../store/history/subjects.js';
import type { Device } from '../types.js';
import type { Outcome } from '../variants/reads.js';
import { invalidCommand, parseArguments, parseNames, parseTime } from './arguments.js';
import type { Command } from './command.js';
import { findPastPage, type OpenLivePages, type PastPage } from './past-page.js';
import { pastAt } from './recorded-past.js';
import { locateServer, STATE_HELP, STATE_OPTIONS, type ServerState } from './state-options.js';

const HELP = `Usage: astro-choose show <path> [options]

Prints the exact bytes that visitors were sent for a page, and to standard error what they are.

  --segment <a,b>         What visitors in these segments were sent (default: in none)
  --device <device>       desktop or mobile (default: desktop)
  --at <time>             When: 2026-01-31T09:00Z, or -90m, -2h, -1d (default: now)
${STATE_HELP}
  --help                  Print this
`;

/**
 * `astro-choose show`.
 *
 * @throws {ChooseError} InvalidCommand, NothingRecorded, PageNotKept.
 */
export function createShowCommand(openLivePages: OpenLivePages): Command {
	return {
		summary: 'Print the exact page that visitors were sent at a time',
		help: HELP,
		async run(args, { stdout, stderr }) {
			const { values, positionals } = parseArguments('show', args, {
				...STATE_OPTIONS,
				segment: { type: 'string' },
				device: { type: 'string', default: 'desktop' },
				at: { type: 'string' },
			});
			const path = parsePath(positionals);
			const device = parseDevice(values.device);
			const time = parseTime('at', values.at) ?? Date.now();
			const server = locateServer(values);
			const past = await pastAt(server.state, time);
			const build = openBuild(server, past);
			try {
				const { index } = build.store;
				const page = createPageLookup(index.routing, index.pages)(path);
				if (page === undefined) throw notVaried(path);
				const segments = chooseSegments(build, parseNames(values.segment));
				const outcomes = outcomesOf(past, segments, device);
				const live = openLivePages(server.state.pages, past.build);
				const found = findPastPage(page, outcomes, build, live);
				if (found?.bytes === undefined) throw notKept(server, path, 'the bytes of the page');
				stderr(describe(path, [...segments, device], past, found));
				stdout(found.bytes);
			} finally {
				build.store.close();
			}
		},
	};
}

function parsePath([path, ...others]: readonly string[]): string {
	if (path?.startsWith('/') && others.length === 0) return path;
	throw invalidCommand(
		'astro-choose show',
		'one path, such as /pricing',
		[path, ...others].join(' ') || 'nothing',
		'Run astro-choose show --help for the options.',
	);
}

function parseDevice(text: string): Device {
	const device = DEVICES.find((one) => one === text);
	if (device !== undefined) return device;
	throw invalidCommand('--device', DEVICES.join(' or '), JSON.stringify(text), 'Correct --device.');
}

function openBuild(server: ServerState, { build }: Past): KeptBuild {
	const kept = openKeptBuild(historyFolders(server.state).builds, build, server.serverFolder);
	if (kept !== undefined) return kept;
	throw notKept(server, `build ${build}`, 'the pages of the build that was served');
}

/** In the order of the cascade; what matches every visitor is always among them. */
function chooseSegments({ segments }: KeptBuild, names: readonly string[]): string[] {
	const known = segments.filter((segment) => !segment.private).map(({ name }) => name);
	const unknown = names.find((name) => !known.includes(name));
	if (unknown !== undefined) {
		throw invalidCommand(
			'--segment',
			known.join(', ') || 'no segment (none is declared)',
			JSON.stringify(unknown),
			'Correct --segment. Private segments cannot be shown.',
		);
	}
	return segments
		.filter(({ name, catchAll }) => catchAll || names.includes(name))
		.map(({ name }) => name);
}

function outcomesOf(
	{ decided }: Past,
	segments: readonly string[],
	device: Device,
): { readonly outcome: Outcome; readonly defaults: Outcome } {
	const decisions = (key: Parameters<typeof keyOfSubject>[0]): Decisions =>
		decisionsOf(decided.get(keyOfSubject(key)) ?? { experiences: {}, groups: {} });
	const defaults = decisions({ segment: null, device: null });
	const own = segments.map((segment) => decisions({ segment, device }));
	return {
		outcome: { decisions: cascade(own, defaults), device },
		defaults: { decisions: defaults, device },
	};
}

function describe(
	path: string,
	audience: readonly string[],
	{ build, since }: Past,
	{ variant, made, isInPlace, bytes }: PastPage,
): string {
	const reads = variant.reads.map(({ kind, name, locale, value }) =>
		kind === 'device'
			? `device ${value}`
			: `${name}${locale ? ` (${locale})` : ''} ${value.slice(0, 8)}`,
	);
	return `${path} for ${audience.join(', ')}
build    ${build}, decisions since ${since}
variant  ${variant.body}, ${made}, ${bytes?.length ?? 0} bytes${isInPlace ? ' (the default: there was no variant)' : ''}
reads    ${reads.join(', ') || 'nothing'}
`;
}

function notVaried(path: string): ChooseError {
	return invalidCommand(
		'astro-choose show',
		'a prerendered page that reads decisions',
		path,
		'Other pages are the same for everybody: they are files of dist/client, and not kept here.',
	);
}

function notKept({ state }: ServerState, path: string, expected: string): ChooseError {
	return new ChooseError({
		name: 'PageNotKept',
		path,
		expected,
		found: `nothing of it in ${fileURLToPath(state.url)}`,
		hint: 'Pages are kept for `live.keep` seconds, and while there is room for them; a page that nobody asked for then was not rendered.',
	});
}

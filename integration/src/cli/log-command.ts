import { fileURLToPath } from 'node:url';
import { readLog, type LoggedChange } from '../store/decision-log.js';
import { parseNames, parseOptions, parseTime } from './arguments.js';
import type { Command } from './command.js';
import { locateServer, STATE_HELP, STATE_OPTIONS } from './state-options.js';

const HELP = `Usage: astro-choose log [options]

Lists every change of a decision that visitors have seen, the newest last.

  --segment <a,b>         Of these segments only
  --experience <a,b>      Of these experiences and groups only
  --since <time>          From a time on: 2026-01-31T09:00Z, or -90m, -2h, -1d
  --json                  As NDJSON, a line for each change
${STATE_HELP}
  --help                  Print this
`;

/**
 * `astro-choose log`.
 *
 * @throws {ChooseError} InvalidCommand.
 */
export const logCommand: Command = {
	summary: 'List what has changed for visitors, and when',
	help: HELP,
	run(args, { stdout, stderr }) {
		const values = parseOptions('log', args, {
			...STATE_OPTIONS,
			segment: { type: 'string' },
			experience: { type: 'string' },
			since: { type: 'string' },
			json: { type: 'boolean', default: false },
		});
		const { state } = locateServer(values);
		const segments = parseNames(values.segment);
		const names = parseNames(values.experience);
		const since = parseTime('since', values.since) ?? -Infinity;
		const changes = readLog(state.log).filter(
			({ time, segment, experience, group }) =>
				Date.parse(time) >= since &&
				(segments.length === 0 || segments.includes(segment ?? '')) &&
				(names.length === 0 || names.includes(experience ?? group ?? '')),
		);
		if (changes.length === 0) stderr(`Nothing of it is in ${fileURLToPath(state.log)}.\n`);
		else if (values.json) stdout(changes.map((one) => `${JSON.stringify(one)}\n`).join(''));
		else stdout(describeChanges(changes));
		return Promise.resolve(undefined);
	},
};

function describeChanges(changes: readonly LoggedChange[]): string {
	const rows = changes.map((change) => [
		change.time,
		change.segment === null ? '(defaults)' : `${change.segment}, ${change.device ?? ''}`,
		nameOf(change),
		`${shorten(change.old)} → ${shorten(change.new)}`,
		change.reason === 'choice' ? 'chosen' : `default: ${change.reason}`,
	]);
	const widths = [0, 1, 2, 3].map((column) =>
		Math.max(...rows.map((row) => row[column]?.length ?? 0)),
	);
	return rows
		.map(
			(row) =>
				row
					.map((cell, column) => cell.padEnd(widths[column] ?? 0))
					.join('  ')
					.trimEnd() + '\n',
		)
		.join('');
}

function nameOf({ experience, group, locale }: LoggedChange): string {
	const name = experience ?? `group ${group ?? ''}`;
	return locale === undefined ? name : `${name} (${locale})`;
}

function shorten(digest: string | null): string {
	return digest === null ? '-' : digest.slice(0, 8);
}

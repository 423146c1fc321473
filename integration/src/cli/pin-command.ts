import { fileURLToPath } from 'node:url';
import { compareSnapshots } from '../decisions/compare-snapshots.js';
import { ChooseError } from '../errors.js';
import { writePin } from '../store/pin-file.js';
import { parseOptions, parseTime } from './arguments.js';
import type { Command } from './command.js';
import { pastAt } from './recorded-past.js';
import { locateServer, STATE_HELP, STATE_OPTIONS } from './state-options.js';

const HELP = `Usage: astro-choose pin [options]

Puts the decisions of the whole site back to what they were, without Intempt and without a build. They stay so until
\`astro-choose unpin\`.

  --at <time>             What time: 2026-01-31T09:00Z, or -90m, -2h, -1d (default: now, so that nothing changes any more)
${STATE_HELP}
  --help                  Print this
`;

/**
 * `astro-choose pin`.
 *
 * @throws {ChooseError} InvalidCommand, NothingRecorded.
 */
export const pinCommand: Command = {
	summary: 'Put the decisions of the whole site back to a time',
	help: HELP,
	async run(args, { stdout }) {
		const values = parseOptions('pin', args, { ...STATE_OPTIONS, at: { type: 'string' } });
		const { state } = locateServer(values);
		const now = Date.now();
		const time = parseTime('at', values.at) ?? now;
		const past = await pastAt(state, time);
		if (!past.isComplete) throw damaged(state.history, time);
		const differences = compareSnapshots((await pastAt(state, now)).snapshots, past.snapshots);
		const at = new Date(time).toISOString();
		writePin(state.pin, { at, snapshots: past.snapshots });
		stdout(`Pinned to what was decided at ${at}: ${describeDifference(differences.length)}
Every server that shares ${fileURLToPath(state.url)} follows, until \`astro-choose unpin\`.
`);
	},
};

/** How much another set of decisions differs from the present ones, in a sentence. */
export function describeDifference(count: number): string {
	if (count === 0) return 'no decision differs from the present ones.';
	return count === 1
		? '1 decision differs from the present ones.'
		: `${count} decisions differ from the present ones.`;
}

function damaged(history: URL, time: number): ChooseError {
	return new ChooseError({
		name: 'NothingRecorded',
		path: fileURLToPath(history),
		expected: `all replies of ${new Date(time).toISOString()}`,
		found: 'a part of them only',
		hint: 'Files of the history were removed or changed. Name another time.',
	});
}

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'astro/zod';
import { compareSnapshots } from '../decisions/compare-snapshots.js';
import { isSameSubject, snapshotSchema, type Snapshot } from '../decisions/snapshot.js';
import { readJsonFile } from '../store/json-file.js';
import { readPin, removePin } from '../store/pin-file.js';
import { parseOptions } from './arguments.js';
import type { Command } from './command.js';
import { describeDifference } from './pin-command.js';
import { locateServer, STATE_HELP, STATE_OPTIONS } from './state-options.js';

const HELP = `Usage: astro-choose unpin [options]

Ends what \`astro-choose pin\` began: visitors see what Intempt decides again.

${STATE_HELP}
  --help                  Print this
`;

/** What is read of the servers' last decisions. */
const latestSchema = z.object({ known: z.array(z.object({ snapshot: snapshotSchema })) });

/**
 * `astro-choose unpin`.
 *
 * @throws {ChooseError} InvalidCommand.
 */
export const unpinCommand: Command = {
	summary: 'Show what Intempt decides again',
	help: HELP,
	run(args, { stdout }) {
		const { state } = locateServer(parseOptions('unpin', args, STATE_OPTIONS));
		const folder = fileURLToPath(state.url);
		if (!existsSync(state.pin)) {
			stdout(`Nothing was pinned in ${folder}.\n`);
			return Promise.resolve(undefined);
		}
		const reading = readPin(state.pin);
		const pinned = reading.kind === 'read' ? reading.value.snapshots : undefined;
		const latest = pinned && readLatest(state.snapshots, pinned);
		removePin(state.pin);
		const differences = latest && compareSnapshots(pinned, latest).length;
		const difference =
			differences === undefined
				? 'visitors see the last decisions that the servers know.'
				: describeDifference(differences);
		stdout(`Unpinned: ${difference}
Every server that shares ${folder} follows.
`);
		return Promise.resolve(undefined);
	},
};

/** The last decisions for what is pinned; undefined when they are not known. */
function readLatest(file: URL, pinned: readonly Snapshot[]): readonly Snapshot[] | undefined {
	const known = readJsonFile(file, latestSchema)?.known.map(({ snapshot }) => snapshot);
	// Those of earlier builds are among them: the newest counts.
	const newest = known?.toSorted((a, b) => b.fetchedAt - a.fetchedAt);
	return newest && pinned.flatMap((one) => newest.find((other) => isSameSubject(one, other)) ?? []);
}

import { fileURLToPath } from 'node:url';
import { LOCK_FILE } from '../constants.js';
import { compareSnapshots } from '../decisions/compare-snapshots.js';
import type { Snapshot } from '../decisions/snapshot.js';
import { readLockfile, writeLockfile } from '../store/lock-file.js';
import { parseOptions } from './arguments.js';
import { askProject } from './ask-project.js';
import type { Command } from './command.js';
import { loadProject } from './load-project.js';

const HELP = `Usage: astro-choose lock [options]

Asks Choose for every segment and device, and writes choose.lock.json: what a build with \`decisions: 'lockfile'\` shows, the
same each time and without a key. Private segments are left out.

  --root <folder>         The folder of astro.config (default: the working directory)
  --help                  Print this
`;

/**
 * `astro-choose lock`.
 *
 * @throws {ChooseError} InvalidCommand; what {@link loadProject} and {@link askProject} throw.
 */
export const lockCommand: Command = {
	summary: 'Write what Choose decides to choose.lock.json',
	help: HELP,
	async run(args, { stdout }) {
		const { root } = parseOptions('lock', args, { root: { type: 'string', default: '.' } });
		const project = await loadProject(root);
		const file = new URL(LOCK_FILE, project.root);
		const fetchedAt = Date.now();
		const snapshots = await askProject(project);
		const before = lockedBefore(file);
		await writeLockfile(file, project.definition, snapshots, fetchedAt);
		const change =
			before === undefined ? '' : `, ${compareSnapshots(before, snapshots).length} of them changed`;
		stdout(`${fileURLToPath(file)}: ${countDecisions(snapshots)} decisions${change}.\n`);
		return undefined;
	},
};

// What is not readable is replaced all the same.
function lockedBefore(file: URL): readonly Snapshot[] | undefined {
	try {
		return readLockfile(file).snapshots;
	} catch {
		return undefined;
	}
}

function countDecisions(snapshots: readonly Snapshot[]): number {
	return compareSnapshots([], snapshots).length;
}

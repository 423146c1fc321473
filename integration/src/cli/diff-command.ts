import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LOCK_FILE } from '../constants.js';
import { compareSnapshots } from '../decisions/compare-snapshots.js';
import { readLockfile } from '../store/lock-file.js';
import { parseOptions } from './arguments.js';
import { askProject } from './ask-project.js';
import type { Command } from './command.js';
import { renderDifferences, renderMarkdown } from './difference-table.js';
import { loadProject } from './load-project.js';

const HELP = `Usage: astro-choose diff [options]

Asks Choose for every segment and device, and tells what differs from choose.lock.json. Nothing is written.

  --against <file>        Another lockfile (default: choose.lock.json beside astro.config)
  --markdown              As a Markdown table, for a pull request
  --exit-code             Exit with 1 when anything differs
  --root <folder>         The folder of astro.config (default: the working directory)
  --help                  Print this
`;

/**
 * `astro-choose diff`.
 *
 * @throws {ChooseError} InvalidCommand, LockfileOutdated; what {@link loadProject} and {@link askProject} throw.
 */
export const diffCommand: Command = {
	summary: 'Tell what Choose decides otherwise than choose.lock.json',
	help: HELP,
	async run(args, { stdout }) {
		const values = parseOptions('diff', args, {
			against: { type: 'string' },
			markdown: { type: 'boolean', default: false },
			'exit-code': { type: 'boolean', default: false },
			root: { type: 'string', default: '.' },
		});
		const project = await loadProject(values.root);
		const file =
			values.against === undefined
				? new URL(LOCK_FILE, project.root)
				: pathToFileURL(resolve(values.against));
		const locked = readLockfile(file);
		const differences = compareSnapshots(locked.snapshots, await askProject(project));
		const render = values.markdown ? renderMarkdown : renderDifferences;
		stdout(render(differences, locked.fetchedAt));
		return values['exit-code'] && differences.length > 0 ? 1 : 0;
	},
};

import { fileURLToPath } from 'node:url';
import { ChooseError } from '../errors.js';
import { historyFolders } from '../store/history/history-folders.js';
import { readPast, type Past } from '../store/history/past.js';
import type { StateFolder } from '../store/state-folder.js';

/** @throws {ChooseError} NothingRecorded. */
export async function pastAt(state: StateFolder, time: number): Promise<Past> {
	const past = await readPast(historyFolders(state), time);
	if (past !== undefined) return past;
	throw new ChooseError({
		name: 'NothingRecorded',
		path: fileURLToPath(state.history),
		expected: `what was shown at ${new Date(time).toISOString()}`,
		found: 'nothing so old',
		hint: 'Name a later time, or the state folder of the server (--state, --server). `live.keep` says how long the past is kept.',
	});
}

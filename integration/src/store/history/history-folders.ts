import type { StateFolder } from '../state-folder.js';

/** Folders of the history. */
export interface HistoryFolders {
	/** What was shown from when on. */
	readonly timeline: URL;
	/** Replies by digest, as received. */
	readonly replies: URL;
	/** What was decided by them, by digest. */
	readonly decided: URL;
	/** The stores of the builds that were served, by id. */
	readonly builds: URL;
}

export function historyFolders({ history }: Pick<StateFolder, 'history'>): HistoryFolders {
	return {
		timeline: new URL('timeline/', history),
		replies: new URL('replies/', history),
		decided: new URL('decided/', history),
		builds: new URL('builds/', history),
	};
}

import { accessSync, constants, mkdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { STATE_FOLDER } from '../constants.js';

/**
 * Where a running site keeps what it learns, and where the processes of one machine meet. Decisions in it are shared by builds,
 * rendered pages never.
 */
export interface StateFolder {
	/** Ends in a slash. */
	readonly url: URL;
	/** The last decisions of every segment. */
	readonly snapshots: URL;
	/** Held by the process that asks Choose for all. */
	readonly refresherLock: URL;
	/** A file for each process: which segments it has seen visitors of. */
	readonly seen: URL;
	/** What is switched off. */
	readonly switches: URL;
	/** Decisions of an earlier time that are shown in place of the present ones. */
	readonly pin: URL;
	/** What a CDN has been told of. */
	readonly purged: URL;
	/** The decision log, a line for each change. */
	readonly log: URL;
	/** Everything that was decided, by time. */
	readonly history: URL;
	/** Variants rendered live, by build. */
	readonly pages: URL;
}

/** The state folder of a server: `CHOOSE_STATE` (relative to the working directory), or a folder of the server folder. */
export function locateStateFolder(serverFolder: URL, named: string | undefined): StateFolder {
	const url =
		named === undefined || named === ''
			? new URL(`${STATE_FOLDER}/`, serverFolder)
			: new URL(`${pathToFileURL(named).href.replace(/\/$/, '')}/`);
	return {
		url,
		snapshots: new URL('snapshots.json', url),
		refresherLock: new URL('refresher.lock', url),
		seen: new URL('seen/', url),
		switches: new URL('switches.json', url),
		pin: new URL('pin.json', url),
		purged: new URL('purged.json', url),
		log: new URL('decisions.ndjson', url),
		history: new URL('history/', url),
		pages: new URL('pages/', url),
	};
}

/** Makes the folder; false where that is not allowed (a read-only file system): everything is then kept in memory only. */
export function prepareStateFolder({ url }: StateFolder): boolean {
	try {
		mkdirSync(url, { recursive: true });
		accessSync(url, constants.W_OK);
		return true;
	} catch {
		return false;
	}
}

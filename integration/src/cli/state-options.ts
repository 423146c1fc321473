import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { locateStateFolder, type StateFolder } from '../store/state-folder.js';

/** Options of the commands that read or change what a server keeps. */
export const STATE_OPTIONS = {
	server: { type: 'string', default: 'dist/server' },
	state: { type: 'string' },
} as const;

export const STATE_HELP = `  --server <folder>       The server folder of the build (default: dist/server)
  --state <folder>        Its state folder (default: CHOOSE_STATE, or choose-state in the server folder)`;

export interface ServerState {
	/** Ends in a slash. */
	readonly serverFolder: URL;
	readonly state: StateFolder;
}

export function locateServer(values: {
	readonly server: string;
	readonly state?: string | undefined;
}): ServerState {
	const serverFolder = folderUrl(values.server);
	return {
		serverFolder,
		state: locateStateFolder(serverFolder, values.state ?? process.env.CHOOSE_STATE),
	};
}

/** A folder, relative to the working directory; ends in a slash. */
export function folderUrl(path: string): URL {
	return new URL(`${pathToFileURL(resolve(path)).href.replace(/\/$/, '')}/`);
}

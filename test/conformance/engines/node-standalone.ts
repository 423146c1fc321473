import type { Engine } from './engine-types.js';
import { startNodeEntry } from './node-entry.js';

const NO_FOLDER = 'variants are in the server folder, which is not published';

/** `node dist/server/entry.mjs`. */
export const nodeStandalone: Engine = {
	name: 'Node standalone',
	mode: 'standalone',
	start: (site) => startNodeEntry(site),
	differences: {},
	routing: [],
	inapplicable: {
		'The folder of variants: its files are 404 for whoever asks for them, and are not to be indexed':
			NO_FOLDER,
		'The folder of variants: its files are 404, however their addresses are written': NO_FOLDER,
	},
};

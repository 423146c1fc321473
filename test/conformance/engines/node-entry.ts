import { join } from 'node:path';
import { startNode } from '../../support/process.js';
import type { BuiltSite, RunningEngine } from './engine-types.js';

export const SECRET = 'a secret of more than thirty-two bytes';

/** Starts a module of a site's server folder that listens by itself. */
export async function startNodeEntry(
	{ root }: Pick<BuiltSite, 'root'>,
	entry = 'entry.mjs',
): Promise<RunningEngine> {
	const running = startNode([join(root, 'dist/server', entry)], {
		cwd: root,
		env: { HOST: '127.0.0.1', PORT: '0', CHOOSE_SECRET: SECRET },
	});
	const [, url = ''] = await running.waitFor(/Server listening on (http:\/\/\S+)/);
	return { url: new URL(url).origin, stop: running.stop };
}

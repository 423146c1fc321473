import { startNode, type Env } from '../../test/support/process.ts';

export interface Server {
	readonly url: string;
	stop(): Promise<void>;
}

/** Starts a server in a process of its own, and waits until it says where it listens. It ends with this process at the latest. */
export async function startServer(
	args: readonly string[],
	cwd: string,
	env: Env = {},
): Promise<Server> {
	const { child, waitFor, stop } = startNode(args, {
		cwd,
		env: { HOST: '127.0.0.1', PORT: '0', ...env },
	});
	process.once('exit', () => child.kill());
	const [, url = ''] = await waitFor(/Server listening on (http:\/\/\S+)/);
	return { url, stop };
}

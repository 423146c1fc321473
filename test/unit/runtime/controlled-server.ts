import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createControl } from '../../../integration/src/runtime/control.js';
import type {
	ControlledSite,
	RefreshAnswer,
} from '../../../integration/src/runtime/control-types.js';
import { describeStatus } from '../../../integration/src/runtime/describe-status.js';
import { openSwitches } from '../../../integration/src/store/switches.js';
import { definitionOf } from '../../support/definition.js';
import { idleStatusInput } from './status-input.js';

export const SECRET = 'the secret of a server in a test';
/** What answers everything that is not for the control endpoints. */
export const ASTRO = 'what Astro answers';

export interface ControlledServer {
	readonly url: string;
	readonly lines: string[];
	/** What was refreshed. */
	readonly refreshed: (string | undefined)[];
	/** What the next refreshes come to. */
	outcome: Partial<RefreshAnswer> | Error;
	/** Milliseconds since 1970, as the server sees it. */
	time: number;
	close(): Promise<void>;
}

export interface ServerOptions {
	readonly base?: string;
	readonly prefix?: string;
	readonly secret?: string | undefined;
	readonly disabled?: boolean;
	/** A router that has taken this off the URL. */
	readonly mountedAt?: string;
}

/** The control endpoints of a site that declares `hero` and `promo`, with real switches in memory, over real HTTP. */
export async function startControlled(options: ServerOptions = {}): Promise<ControlledServer> {
	const { base = '/', prefix = '/_choose', disabled = false, mountedAt } = options;
	const lines: string[] = [];
	const refreshed: (string | undefined)[] = [];
	const switches = openSwitches({
		file: undefined,
		disabled,
		now: () => server.time,
		onChange: () => undefined,
		onProblem: (line) => lines.push(line),
	});
	const site: ControlledSite = {
		names: ['hero', 'promo'],
		refresh(only) {
			refreshed.push(only);
			const { outcome } = server;
			if (outcome instanceof Error) return Promise.reject(outcome);
			const asked = { asked: 4, failed: 0, problems: [], changed: ['hero'] };
			return Promise.resolve({ ...asked, scope: 'machine', ...outcome });
		},
		setOff: switches.set,
		status: () =>
			describeStatus({
				...idleStatusInput(definitionOf()),
				off: switches.current,
				disabled,
				now: server.time,
			}),
	};
	const control = createControl({
		base,
		prefix,
		secret: 'secret' in options ? options.secret : SECRET,
		site,
		now: () => server.time,
		log: (line) => lines.push(line),
	});
	const http = createServer((request, response) => {
		if (mountedAt !== undefined) {
			const whole = request.url ?? '';
			Object.assign(request, { originalUrl: whole, url: whole.slice(mountedAt.length) || '/' });
		}
		if (!control(request, response)) response.end(ASTRO);
	});
	http.listen(0, '127.0.0.1');
	await once(http, 'listening');
	const { port } = http.address() as AddressInfo;
	const server: ControlledServer = {
		url: `http://127.0.0.1:${port}`,
		lines,
		refreshed,
		outcome: {},
		time: Date.UTC(2026, 0, 1),
		async close() {
			switches.stop();
			http.close();
			http.closeAllConnections();
			await once(http, 'close');
		},
	};
	return server;
}

import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { ChooseError } from '../errors.js';
import { parseBehaviour, type BehaviourInput } from './behaviour.js';
import { createControl } from './control.js';
import { createHandler } from './handler.js';
import { createListener } from './http.js';
import { createLedger } from './ledger.js';
import { openSeedFile, type SeedChange, type SeedFile } from './seed-file.js';
import { parseSeed, type Seed, type SeedInput } from './seed.js';

/** Where the seed comes from: a file, which is read again whenever it changes, or a value. */
export type SeedSource =
	| { readonly seedFile: string; readonly seed?: never }
	| { readonly seed: SeedInput; readonly seedFile?: never };

/** Options of {@link startEmulator}, beside those of {@link BehaviourInput}. */
export interface ListenOptions {
	/** Default: 0, any free port. */
	readonly port?: number;
	/** The port of the control server. Default: 0, any free port. */
	readonly controlPort?: number;
	/** The address both servers listen on. Default: `127.0.0.1`. */
	readonly host?: string;
	/** Told of every edit of the seed file: the new seed, or the error while the seed before it stays in force. */
	readonly onSeedChange?: (change: SeedChange) => void;
	/** What draws variants and failures, in [0, 1). Default: `Math.random`. */
	readonly random?: () => number;
	/** Epoch milliseconds. Default: `Date.now`. */
	readonly now?: () => number;
}

export type EmulatorOptions = SeedSource & ListenOptions & BehaviourInput;

/** A running emulator. */
export interface Emulator {
	/** The origin that takes the place of `https://api.intempt.com`. */
	readonly url: string;
	/** The origin of the control server; see {@link createControl}. */
	readonly controlUrl: string;
	/** The seed in force. */
	readonly seed: Seed;
	/** Reads the seed file now, without waiting for the watch. With a seed that is a value, nothing changes. */
	reload(): Promise<SeedChange>;
	/** Ends both servers and their connections, and the watch. */
	close(): Promise<void>;
}

/**
 * Starts an emulator of the Choose API on two ports: the API itself, and a control server for people and tests.
 *
 * @throws {ChooseError} InvalidSeed, or InvalidValue for an option or a port that cannot be used.
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
	const { host = '127.0.0.1', port = 0, controlPort = 0 } = options;
	const { latency, fail, rateLimit, emptyFor } = options;
	let behaviour = parseBehaviour({ latency, fail, rateLimit, emptyFor });
	const source = await openSource(options);
	const ledger = createLedger();
	const closing = new AbortController();
	const handler = createHandler({
		seed: () => source.seed,
		behaviour: () => behaviour,
		ledger,
		random: options.random ?? Math.random,
		now: options.now ?? Date.now,
		signal: closing.signal,
	});
	const control = createControl({
		ledger,
		behaviour: () => behaviour,
		setBehaviour: (next) => (behaviour = next),
	});
	const servers: Server[] = [];
	const close = async () => {
		source.close();
		closing.abort();
		await Promise.all(servers.map(closeServer));
	};
	try {
		const url = await listen(servers, createListener(handler), host, port, 'port');
		const controlUrl = await listen(
			servers,
			createListener(control),
			host,
			controlPort,
			'controlPort',
		);
		return {
			url,
			controlUrl,
			get seed() {
				return source.seed;
			},
			reload: () => source.reload(),
			close,
		};
	} catch (error) {
		await close();
		throw error;
	}
}

async function openSource(options: SeedSource & ListenOptions): Promise<SeedFile> {
	if (options.seedFile !== undefined) {
		return openSeedFile(options.seedFile, options.onSeedChange ?? (() => undefined));
	}
	const seed = parseSeed(options.seed, 'seed');
	return { seed, reload: () => Promise.resolve({ ok: true, seed }), close: () => undefined };
}

async function listen(
	servers: Server[],
	listener: RequestListener,
	host: string,
	port: number,
	path: string,
): Promise<string> {
	const server = createServer(listener);
	try {
		server.listen(port, host);
		await once(server, 'listening');
	} catch (cause) {
		throw new ChooseError(
			{
				name: 'InvalidValue',
				path,
				expected: `a port to listen on at ${host}`,
				found: cause instanceof Error ? cause.message : String(port),
				hint: 'Choose another port, or 0 for any that is free.',
			},
			{ cause },
		);
	}
	servers.push(server);
	const address = server.address();
	const listening = typeof address === 'object' && address !== null ? address.port : port;
	return `http://${host.includes(':') ? `[${host}]` : host}:${listening}`;
}

function closeServer(server: Server): Promise<void> {
	return new Promise((resolve) => {
		server.close(() => resolve());
		server.closeAllConnections();
	});
}

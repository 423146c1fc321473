import { once } from 'node:events';
import { createServer, request, type IncomingHttpHeaders } from 'node:http';

/** A request that a browser sent, and the status it was answered with. */
export interface Recorded {
	readonly target: string;
	readonly headers: IncomingHttpHeaders;
	readonly status: number;
}

/** What a request is answered in place of the site. */
export interface Interruption {
	readonly status: number;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string;
}

export interface Recorder {
	readonly url: string;
	readonly requests: readonly Recorded[];
	/** How many requests came, answered or not. */
	readonly arrived: number;
	/** Answers all further requests so, `'hang up'` ends their connections; undefined hands them on again. */
	interrupt(instead: Interruption | 'hang up' | undefined): void;
	/** Waits until a target has been answered `times` times in all. */
	answered(target: string, times?: number): Promise<readonly Recorded[]>;
	close(): Promise<void>;
}

/** Stands between a client and a server, and hands everything on unless it is told otherwise. */
export async function startRecorder(site: string): Promise<Recorder> {
	const requests: Recorded[] = [];
	const waiting = new Set<() => void>();
	let arrived = 0;
	let instead: Interruption | 'hang up' | undefined;
	const record = (request: Recorded) => {
		requests.push(request);
		for (const check of waiting) check();
	};
	const server = createServer((incoming, outgoing) => {
		const { url: target = '', method = '', headers } = incoming;
		arrived++;
		if (instead === 'hang up') {
			incoming.destroy();
			return;
		}
		if (instead !== undefined) {
			const { status } = instead;
			outgoing.writeHead(status, instead.headers).end(instead.body);
			record({ target, headers, status });
			return;
		}
		const sent = request(new URL(target, site), { method, headers }, (answer) => {
			outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
			answer.pipe(outgoing);
			answer.once('end', () => {
				record({ target, headers, status: answer.statusCode ?? 502 });
			});
		});
		sent.once('error', () => outgoing.destroy());
		incoming.pipe(sent);
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (typeof address !== 'object' || address === null) throw new Error('no port is free');
	return {
		url: `http://127.0.0.1:${address.port}`,
		requests,
		get arrived() {
			return arrived;
		},
		interrupt: (next) => (instead = next),
		answered: (target, times = 1) =>
			new Promise((resolve) => {
				const check = () => {
					const found = requests.filter((one) => one.target === target);
					if (found.length < times) return;
					waiting.delete(check);
					resolve(found);
				};
				waiting.add(check);
				check();
			}),
		async close() {
			server.close();
			server.closeAllConnections();
			await once(server, 'close');
		},
	};
}

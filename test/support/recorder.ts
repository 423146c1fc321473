import { once } from 'node:events';
import { createServer, request, type IncomingHttpHeaders } from 'node:http';

/** A request that a browser sent, and the status it was answered with. */
export interface Recorded {
	readonly target: string;
	readonly headers: IncomingHttpHeaders;
	readonly status: number;
}

export interface Recorder {
	readonly url: string;
	readonly requests: readonly Recorded[];
	/** Waits until a target has been answered `times` times in all. */
	answered(target: string, times?: number): Promise<readonly Recorded[]>;
	close(): Promise<void>;
}

/** Stands between a browser and a site, and hands everything on. */
export async function startRecorder(site: string): Promise<Recorder> {
	const requests: Recorded[] = [];
	const waiting = new Set<() => void>();
	const server = createServer((incoming, outgoing) => {
		const { url: target = '', method = '', headers } = incoming;
		const sent = request(new URL(target, site), { method, headers }, (answer) => {
			outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
			answer.pipe(outgoing);
			answer.once('end', () => {
				requests.push({ target, headers, status: answer.statusCode ?? 502 });
				for (const check of waiting) check();
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

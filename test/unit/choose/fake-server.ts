import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** A request as the server received it. */
export interface ReceivedRequest {
	readonly method: string | undefined;
	readonly url: string;
	readonly headers: IncomingMessage['headers'];
	readonly text: string;
	readonly port: number | undefined;
}

/** A server that answers as a test says, and keeps what it was sent. Closes with `await using`. */
export interface FakeServer extends AsyncDisposable {
	readonly url: string;
	readonly requests: readonly ReceivedRequest[];
}

/** `respond` is called when a request has been received whole. */
export async function startFakeServer(
	respond: (response: ServerResponse, request: ReceivedRequest) => void,
): Promise<FakeServer> {
	const requests: ReceivedRequest[] = [];
	const server = createServer((incoming, response) => {
		const chunks: Buffer[] = [];
		incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
		incoming.on('end', () => {
			const received = {
				method: incoming.method,
				url: incoming.url ?? '',
				headers: incoming.headers,
				text: Buffer.concat(chunks).toString(),
				port: incoming.socket.remotePort,
			};
			requests.push(received);
			respond(response, received);
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (typeof address !== 'object' || address === null) throw new TypeError('no address');
	return {
		url: `http://127.0.0.1:${address.port}`,
		requests,
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
}

/** Answers with a value as JSON, or with a text as it is. */
export function answer(value: unknown, status = 200, headers: Record<string, string> = {}) {
	const text = typeof value === 'string' ? value : JSON.stringify(value);
	return (response: ServerResponse) => {
		response.writeHead(status, headers).end(text);
	};
}

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

/** What is answered to a request. A body is sent as JSON; undefined: an empty one. */
export interface Answer {
	readonly status: number;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: unknown;
}

/** The largest request body that is read, in bytes. */
const MAX_BODY_BYTES = 1_048_576;

/** A listener that answers with what `answer` resolves to, or 500 when it throws. A request that is gone gets none. */
export function createListener(
	answer: (request: IncomingMessage) => Promise<Answer>,
): RequestListener {
	return (request, response) => {
		answer(request)
			.catch((): Answer => ({ status: 500 }))
			.then((answered) => send(response, answered))
			.catch(() => response.destroy());
	};
}

/** The body of a request as text; undefined when it is too large. Throws when the request ends early. */
export async function readBody(
	request: AsyncIterable<Uint8Array>,
	limit = MAX_BODY_BYTES,
): Promise<string | undefined> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of request) {
		size += chunk.byteLength;
		// Reads on, so that the sender gets the answer.
		if (size <= limit) chunks.push(chunk);
	}
	return size > limit ? undefined : Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
	const bytes = Buffer.from(body === undefined ? '' : JSON.stringify(body));
	response.writeHead(status, {
		...headers,
		...(bytes.length > 0 && { 'Content-Type': 'application/json' }),
		'Content-Length': bytes.length,
	});
	response.end(bytes);
}

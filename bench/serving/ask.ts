import { once } from 'node:events';
import { Agent, request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';

export interface Answered {
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	/** As they came: not decoded. */
	readonly bytes: Buffer;
}

const agent = new Agent({ keepAlive: true });

/** Asks for a page with these headers and no others, which `fetch` would add. */
export async function ask(
	url: string,
	headers: Readonly<Record<string, string>>,
): Promise<Answered> {
	const asked = request(url, { agent, headers }).end();
	const [response] = (await once(asked, 'response')) as [IncomingMessage];
	const chunks: Buffer[] = [];
	for await (const chunk of response) chunks.push(chunk as Buffer);
	return {
		status: response.statusCode ?? 0,
		headers: response.headers,
		bytes: Buffer.concat(chunks),
	};
}

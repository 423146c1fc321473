import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';

/** Sends a request over TLS, whoever has signed the certificate. */
export async function askByTls(
	site: string,
	target: string,
	{ headers = {} }: { readonly headers?: Readonly<Record<string, string>> } = {},
) {
	const asked = request(site + target, { headers, agent: false, rejectUnauthorized: false }).end();
	const [response]: IncomingMessage[] = await once(asked, 'response');
	if (response === undefined) throw new Error('there was no answer');
	return { status: response.statusCode, headers: response.headers, text: await text(response) };
}

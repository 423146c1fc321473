import { request, type IncomingHttpHeaders } from 'node:http';

export interface Answer {
	readonly status: number | undefined;
	readonly headers: IncomingHttpHeaders;
	readonly text: string;
}

/** Asks with exactly these headers and this path; what is compressed stays so. */
export function ask(
	url: string,
	path: string,
	headers: Readonly<Record<string, string>> = {},
	method = 'GET',
): Promise<Answer> {
	return new Promise((resolve, reject) => {
		const sent = request(url, { path, method, headers }, (response) => {
			const chunks: Buffer[] = [];
			response.on('data', (chunk: Buffer) => chunks.push(chunk));
			response.on('end', () => {
				resolve({
					status: response.statusCode,
					headers: response.headers,
					text: Buffer.concat(chunks).toString(),
				});
			});
		});
		sent.on('error', reject);
		sent.end();
	});
}

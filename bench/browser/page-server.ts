/**
 * Serves pages that are compressed already: `/<name>/` is `<name>.br` of a folder, and `/decide/<ms>` is `decide.br` so many
 * milliseconds late. Everything else is answered by the handler of a site that `@astrojs/node` serves.
 *
 *     ASTRO_NODE_AUTOSTART=disabled node page-server.ts <the site's dist/server/entry.mjs> <folder>
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'astro/zod';

const [, , entry = '', folder = ''] = process.argv;
const { handler } = z
	.object({ handler: z.custom<RequestListener>((value) => typeof value === 'function') })
	.parse(await import(pathToFileURL(entry).href));
const files = new Map(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file))]));

const server = createServer((request, response) => {
	const [, name = '', delay] = (request.url ?? '').split('/');
	const bytes = files.get(`${name}.br`);
	if (bytes === undefined) handler(request, response);
	else if (name !== 'decide') send(response, 'text/html; charset=utf-8', bytes);
	else setTimeout(() => send(response, 'application/json', bytes), Number(delay));
});
server.listen(0, '127.0.0.1', () => {
	const address = server.address();
	const port = typeof address === 'object' ? address?.port : undefined;
	console.log(`Server listening on http://127.0.0.1:${String(port)}`);
});

function send(response: ServerResponse, type: string, bytes: Buffer): void {
	response.writeHead(200, {
		'Content-Type': type,
		'Content-Encoding': 'br',
		'Content-Length': bytes.length,
		'Cache-Control': 'private, no-cache',
		Vary: 'Accept-Encoding',
	});
	response.end(bytes);
}

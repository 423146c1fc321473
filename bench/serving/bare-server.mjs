/**
 * The least that can answer a page: `node:http`, the bytes in memory, the headers a page needs, ready to be sent. JavaScript, for it
 * would otherwise take memory for reading TypeScript. Arguments: the page, and the page as brotli.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [page, br] = process.argv.slice(2).map((file) => readFileSync(file));
const tag = createHash('sha256').update(page).digest('base64url');
const identity = { bytes: page, tag: `"${tag}"`, ...headersOf(page, `"${tag}"`) };
const coded = { bytes: br, tag: `"${tag}-br"`, ...headersOf(br, `"${tag}-br"`, 'br') };

const server = createServer((request, response) => {
	const { headers } = request;
	const answer = headers['accept-encoding']?.includes('br') ? coded : identity;
	if (headers['if-none-match'] === answer.tag) {
		response.writeHead(304, answer.notModified).end();
		return;
	}
	response.writeHead(200, answer.ok).end(answer.bytes);
});
server.listen(0, '127.0.0.1', () => {
	console.log(`listening on http://127.0.0.1:${server.address().port}`);
});

function headersOf(bytes, entityTag, coding) {
	const common = ['Cache-Control', 'private, no-cache', 'Vary', 'Accept-Encoding'];
	const notModified = [...common, 'ETag', entityTag];
	const ok = [
		...['Content-Type', 'text/html; charset=utf-8'],
		...notModified,
		...(coding === undefined ? [] : ['Content-Encoding', coding]),
		...['Content-Length', String(bytes.length)],
	];
	return { ok, notModified };
}

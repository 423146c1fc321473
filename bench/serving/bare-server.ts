/** The least that can answer a page: `node:http`, one buffer, the headers a page needs. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const bytes = readFileSync(process.argv[2] ?? '');
const headers = {
	'Content-Type': 'text/html; charset=utf-8',
	'Cache-Control': 'private, no-cache',
	'Content-Length': bytes.length,
};
const server = createServer((_request, response) => {
	response.writeHead(200, headers);
	response.end(bytes);
});
server.listen(0, '127.0.0.1', () => {
	const address = server.address();
	const port = typeof address === 'object' ? address?.port : undefined;
	console.log(`http://127.0.0.1:${String(port)}`);
});

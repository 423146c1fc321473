import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { createRequest } from 'astro/app/node';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { listen, type RunningServer } from '../../../integration/src/runtime/listen.js';

let running: RunningServer | undefined;

afterEach(async () => {
	vi.unstubAllEnvs();
	await running?.server.stop();
});

/** As an on-demand page reads a request. */
async function echo(request: IncomingMessage, response: ServerResponse): Promise<void> {
	const body = request.method === 'GET' ? '' : await createRequest(request).text();
	response.end(`${String(request.method)} read ${body.length}`);
}

async function send(raw: string): Promise<string> {
	vi.stubEnv('PORT', '');
	vi.stubEnv('HOST', '127.0.0.1');
	const listening = Promise.withResolvers<string>();
	running = listen((...args) => void echo(...args), { port: 0 }, listening.resolve);
	const { port } = new URL(await listening.promise);
	const socket = connect(Number(port), '127.0.0.1');
	await once(socket, 'connect');
	socket.write(raw);
	return text(socket);
}

const HEAD = 'Host: localhost\r\nConnection: close\r\n';

describe('a server that listens', () => {
	it.each([
		['GET', `GET / HTTP/1.1\r\n${HEAD}\r\n`, 'GET read 0'],
		['POST without a body', `POST / HTTP/1.1\r\n${HEAD}\r\n`, 'POST read 0'],
		['DELETE without a body', `DELETE / HTTP/1.1\r\n${HEAD}\r\n`, 'DELETE read 0'],
		['POST of an empty body', `POST / HTTP/1.1\r\n${HEAD}Content-Length: 0\r\n\r\n`, 'POST read 0'],
		['POST of a length', `POST / HTTP/1.1\r\n${HEAD}Content-Length: 5\r\n\r\nhello`, 'POST read 5'],
		[
			'POST in chunks',
			`POST / HTTP/1.1\r\n${HEAD}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`,
			'POST read 5',
		],
	])('hands on all of a %s', async (_what, raw, expected) => {
		expect(await send(raw)).toContain(expected);
	});

	it('answers requests that follow each other on one connection', async () => {
		const get = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';
		const post = 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello';
		const answered = await send(`${get}${post}${get}POST / HTTP/1.1\r\n${HEAD}\r\n`);
		expect(answered.match(/(?:GET|POST) read \d/g)).toEqual([
			'GET read 0',
			'POST read 5',
			'GET read 0',
			'POST read 0',
		]);
	});
});

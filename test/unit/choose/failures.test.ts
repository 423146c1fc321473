import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { MAX_CONNECTIONS, MAX_REPLY_BYTES } from '../../../integration/src/choose/transport.js';
import { answer, startFakeServer } from './fake-server.js';
import { clientFor, errorOf, QUESTION } from './questions.js';

const ADDRESS = '/v1/acme/projects/web/optimization/choose-api';

/** A server that takes a TLS connection and never says a word. */
async function startMuteServer() {
	const sockets: Socket[] = [];
	const server = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	const port = typeof address === 'object' ? address?.port : undefined;
	return {
		url: `https://127.0.0.1:${port}`,
		[Symbol.asyncDispose]: () =>
			new Promise<void>((resolve) => {
				server.close(() => resolve());
				for (const socket of sockets) socket.destroy();
			}),
	};
}

describe('an answer that is no reply', () => {
	it.each([
		{ status: 400, name: 'ChooseRejected' },
		{ status: 401, name: 'ChooseUnauthorized' },
		{ status: 403, name: 'ChooseNotFound' },
		{ status: 404, name: 'ChooseNotFound' },
		{ status: 429, name: 'ChooseRateLimited' },
		{ status: 500, name: 'ChooseUnavailable' },
		{ status: 502, name: 'ChooseUnavailable' },
		{ status: 503, name: 'ChooseUnavailable' },
		{ status: 204, name: 'ChooseUnavailable' },
		{ status: 302, name: 'ChooseUnavailable' },
		{ status: 418, name: 'ChooseUnavailable' },
	])('of status $status is $name', async ({ status, name }) => {
		await using server = await startFakeServer(answer('', status, { location: '/' }));
		await using client = clientFor(server.url);
		const error = await errorOf(client.choose(QUESTION));
		expect(error.name).toBe(name);
		expect(error.status).toBe(status);
		expect(error.problems[0]?.path).toBe(`${server.url}${ADDRESS}`);
		expect(error.problems[0]?.found).toBe(`status ${status}`);
		expect(error.problems[0]?.hint).toMatch(/\w/);
		expect(server.requests).toHaveLength(1);
	});

	it('says what Choose says', async () => {
		const envelope = { errors: [{ message: 'Identification is required' }, { message: 'Two' }] };
		await using server = await startFakeServer(answer(envelope, 400));
		await using client = clientFor(server.url);
		const error = await errorOf(client.choose(QUESTION));
		expect(error.message).toContain('status 400 with "Identification is required; Two"');
	});

	it.each(['<html>Welcome</html>', '', '[]', '{"choices":5}'])(
		'of status 200 with %j is ChooseMalformedReply',
		async (text) => {
			await using server = await startFakeServer(answer(text));
			await using client = clientFor(server.url);
			const error = await errorOf(client.choose(QUESTION));
			expect(error.name).toBe('ChooseMalformedReply');
			expect(error.problems[0]?.found).toBe(JSON.stringify(text));
		},
	);
});

describe('Retry-After', () => {
	it.each([
		{ header: '7', retryAfter: 7_000 },
		{ header: 'Thu, 01 Jan 1970 00:00:00 GMT', retryAfter: 0 },
		{ header: 'soon', retryAfter: undefined },
		{ header: undefined, retryAfter: undefined },
	])('$header asks to wait $retryAfter ms', async ({ header, retryAfter }) => {
		const headers: Record<string, string> = header === undefined ? {} : { 'retry-after': header };
		await using server = await startFakeServer(answer('', 429, headers));
		await using client = clientFor(server.url);
		const error = await errorOf(client.choose(QUESTION));
		expect(error.name).toBe('ChooseRateLimited');
		expect(error.retryAfter).toBe(retryAfter);
	});
});

describe('the rate-limit headers', () => {
	it.each([
		{ tokens: '1', rate: '5', replenishTime: 200 },
		{ tokens: '2', rate: '0.5', replenishTime: 4_000 },
		{ tokens: '1', rate: '0', replenishTime: undefined },
		{ tokens: '1', rate: '-5', replenishTime: undefined },
		{ tokens: '1', rate: 'Infinity', replenishTime: undefined },
		{ tokens: '1e9', rate: '1', replenishTime: undefined },
		{ tokens: '', rate: '1', replenishTime: undefined },
		{ tokens: undefined, rate: '1', replenishTime: undefined },
		{ tokens: '1', rate: undefined, replenishTime: undefined },
	])(
		'$tokens tokens at $rate a second allow a call every $replenishTime ms',
		async ({ tokens, rate, replenishTime }) => {
			const headers = {
				...(tokens !== undefined && { 'X-RateLimit-Requested-Tokens': tokens }),
				...(rate !== undefined && { 'X-RateLimit-Replenish-Rate': rate }),
			};
			await using server = await startFakeServer(answer('', 429, headers));
			await using client = clientFor(server.url);
			expect((await errorOf(client.choose(QUESTION))).replenishTime).toBe(replenishTime);
		},
	);
});

describe('a large reply', () => {
	const padded = (bytes: number) => {
		const start = '{"choices":[],"padding":"';
		return `${start}${'x'.repeat(bytes - start.length - 2)}"}`;
	};

	it('is read up to the limit', async () => {
		await using server = await startFakeServer(answer(padded(MAX_REPLY_BYTES)));
		await using client = clientFor(server.url);
		await expect(client.choose(QUESTION)).resolves.toEqual({ experiences: {}, groups: {} });
	});

	it('is refused one byte over it', async () => {
		await using server = await startFakeServer(answer(padded(MAX_REPLY_BYTES + 1)));
		await using client = clientFor(server.url);
		const error = await errorOf(client.choose(QUESTION));
		expect(error.name).toBe('ChooseMalformedReply');
		expect(error.message).toContain('at most 1048576 bytes');
	});

	it('is given up while it is still arriving', async () => {
		let closed: Promise<unknown> | undefined;
		await using server = await startFakeServer((response) => {
			closed = once(response, 'close');
			response.writeHead(200);
			const write = () => {
				while (!response.destroyed && response.write('x'.repeat(65_536)));
			};
			response.on('drain', write);
			write();
		});
		await using client = clientFor(server.url);
		expect((await errorOf(client.choose(QUESTION))).name).toBe('ChooseMalformedReply');
		await closed;
	});
});

describe('the deadline', () => {
	it('ends a call that is never answered', async () => {
		await using server = await startFakeServer(() => undefined);
		await using client = clientFor(server.url, { timeout: 40 });
		const error = await errorOf(client.choose(QUESTION));
		expect(error.name).toBe('ChooseTimeout');
		expect(error.message).toContain('within 40 ms');
	});

	it('is one for the whole reply: a trickle does not extend it', async () => {
		let closed: Promise<unknown> | undefined;
		await using server = await startFakeServer((response) => {
			closed = once(response, 'close');
			response.writeHead(200).write('{');
			const trickle = setInterval(() => response.write(' '), 5);
			response.on('close', () => clearInterval(trickle));
		});
		await using client = clientFor(server.url, { timeout: 60 });
		expect((await errorOf(client.choose(QUESTION))).name).toBe('ChooseTimeout');
		await closed;
	});

	it('covers connecting', async () => {
		await using server = await startMuteServer();
		await using client = clientFor(server.url, { timeout: 40 });
		expect((await errorOf(client.choose(QUESTION))).name).toBe('ChooseTimeout');
	});

	it('covers waiting for a connection, and what waited too long is never sent', async () => {
		const held: ServerResponse[] = [];
		const all = Promise.withResolvers<undefined>();
		await using server = await startFakeServer((response) => {
			if (held.push(response) === MAX_CONNECTIONS) all.resolve(undefined);
			if (held.length > MAX_CONNECTIONS) response.end('{}');
		});
		await using client = clientFor(server.url);
		const busy = Array.from({ length: MAX_CONNECTIONS }, () => client.choose(QUESTION));
		await all.promise;
		const waiting = client.choose(QUESTION, { signal: AbortSignal.timeout(20) });
		expect((await errorOf(waiting)).name).toBe('ChooseTimeout');
		for (const response of held) response.end('{}');
		await Promise.all(busy);
		await client.choose(QUESTION);
		expect(server.requests).toHaveLength(MAX_CONNECTIONS + 1);
	});
});

describe('a caller that gives up', () => {
	it('ends the call', async () => {
		const caller = new AbortController();
		await using server = await startFakeServer(() => caller.abort());
		await using client = clientFor(server.url);
		const error = await errorOf(client.choose(QUESTION, { signal: caller.signal }));
		expect(error.name).toBe('ChooseUnavailable');
		expect(error.cause).toMatchObject({ name: 'AbortError' });
	});

	it('before the call sends nothing', async () => {
		await using server = await startFakeServer(answer({ choices: [] }));
		await using client = clientFor(server.url);
		const error = await errorOf(client.choose(QUESTION, { signal: AbortSignal.abort() }));
		expect(error.name).toBe('ChooseUnavailable');
		expect(server.requests).toHaveLength(0);
	});

	it('before the call does not wait for a connection either', async () => {
		await using server = await startMuteServer();
		await using client = clientFor(server.url, { timeout: 60_000 });
		const error = await errorOf(client.choose(QUESTION, { signal: AbortSignal.abort() }));
		expect(error.name).toBe('ChooseUnavailable');
	});

	it('because of its own deadline gets ChooseTimeout', async () => {
		await using server = await startFakeServer(() => undefined);
		await using client = clientFor(server.url);
		const error = await errorOf(client.choose(QUESTION, { signal: AbortSignal.timeout(20) }));
		expect(error.name).toBe('ChooseTimeout');
	});
});

describe('a connection', () => {
	it('that is refused is ChooseUnavailable, with its cause', async () => {
		const gone = await startFakeServer(() => undefined);
		await gone[Symbol.asyncDispose]();
		await using client = clientFor(gone.url);
		const error = await errorOf(client.choose(QUESTION));
		expect(error.name).toBe('ChooseUnavailable');
		expect(error.status).toBeUndefined();
		expect(error.cause).toMatchObject({ code: 'ECONNREFUSED' });
	});

	it('that breaks is ChooseUnavailable, and the call is not sent again', async () => {
		await using server = await startFakeServer((response) => response.destroy());
		await using client = clientFor(server.url);
		expect((await errorOf(client.choose(QUESTION))).name).toBe('ChooseUnavailable');
		expect(server.requests).toHaveLength(1);
	});

	it('that breaks within the reply is ChooseUnavailable', async () => {
		await using server = await startFakeServer((response) => {
			response.writeHead(200, { 'content-length': '100' });
			response.write('{"choices":', () => response.destroy());
		});
		await using client = clientFor(server.url);
		expect((await errorOf(client.choose(QUESTION))).name).toBe('ChooseUnavailable');
	});

	it('that is closed by the site fails the call under way, and every later one', async () => {
		const closing: Promise<void>[] = [];
		await using server = await startFakeServer(() => closing.push(client.close()));
		await using client = clientFor(server.url);
		expect((await errorOf(client.choose(QUESTION))).name).toBe('ChooseUnavailable');
		expect((await errorOf(client.choose(QUESTION))).name).toBe('ChooseUnavailable');
		await Promise.all(closing);
		expect(server.requests).toHaveLength(1);
	});
});

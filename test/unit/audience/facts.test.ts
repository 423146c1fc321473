import { request as send, createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NodeFacts } from '../../../integration/src/audience/node-facts.js';
import type { RequestFacts } from '../../../integration/src/audience/request-facts.js';
import { createHostReader } from '../../../integration/src/audience/validated-host.js';
import { createWebFacts } from '../../../integration/src/audience/web-facts.js';

const readHost = createHostReader([{ hostname: 'acme.example.com' }]);

/** The request as Node hands it to a server that is sent it. */
let receive: (path: string, headers: Record<string, string | string[]>) => Promise<IncomingMessage>;
const server = createServer();
beforeAll(async () => {
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	receive = (path, headers) =>
		new Promise((resolve, reject) => {
			server.once('request', (request: IncomingMessage, response) => {
				response.end();
				resolve(request);
			});
			send({ port, host: '127.0.0.1', path, headers }).on('error', reject).end();
		});
});
afterAll(() => server.close());

const shown = (facts: RequestFacts) => ({
	path: facts.path,
	query: facts.query,
	host: facts.host,
	authority: facts.authority,
	cookies: facts.cookies,
	userAgent: facts.userAgent,
	country: facts.header('x-country'),
	constructor: facts.header('constructor'),
});

const HEADERS = {
	host: 'ACME.example.com:4321',
	cookie: 'plan=pro; a=1',
	'user-agent': 'test',
	'x-country': 'DE',
};
const EXPECTED = {
	path: '/pricing/',
	query: 'q=1?2&r=%20',
	host: 'acme.example.com',
	authority: 'ACME.example.com:4321',
	cookies: 'plan=pro; a=1',
	userAgent: 'test',
	country: 'DE',
	constructor: undefined,
};

describe('the facts of a request', () => {
	it('are read from a Node request', async () => {
		const request = await receive('/pricing/?q=1?2&r=%20', HEADERS);
		expect(shown(new NodeFacts(request, readHost))).toEqual(EXPECTED);
	});

	it('are the same of a web request', () => {
		const request = new Request('http://localhost/pricing/?q=1?2&r=%20');
		const headers = new Headers(HEADERS);
		const facts = createWebFacts(
			Object.create(request, {
				url: { value: request.url },
				headers: { value: headers },
			}) as Request,
			readHost,
		);
		expect(shown(facts)).toEqual(EXPECTED);
	});

	it('are empty where the request says nothing', async () => {
		const request = await receive('/', { host: 'other.example.com' });
		expect(shown(new NodeFacts(request, readHost))).toEqual({
			path: '/',
			query: '',
			host: undefined,
			authority: 'other.example.com',
			cookies: '',
			userAgent: '',
			country: undefined,
			constructor: undefined,
		});
	});

	it('have of cookies sent in several headers all, and of other headers what Node joins', async () => {
		const request = await receive('/', { cookie: ['a=1', 'b=2'], 'x-country': ['DE', 'FR'] });
		const facts = new NodeFacts(request, readHost);
		expect(facts.cookies).toBe('a=1; b=2');
		expect(facts.header('x-country')).toBe('DE, FR');
	});

	it('have the query before a fragment, which no browser sends', async () => {
		const request = await receive('/', {});
		request.url = '/a?b=1#c?d=2';
		const facts = new NodeFacts(request, readHost);
		expect([facts.path, facts.query]).toEqual(['/a', 'b=1']);
		request.url = '/a#c?d=2';
		expect(facts.path).toBe('/a');
	});
});

import { describe, expect, it } from 'vitest';
import { answer, startFakeServer } from './fake-server.js';
import { API_KEY, clientFor, QUESTION } from './questions.js';

describe('the request', () => {
	it('is a POST of plain JSON to the documented path', async () => {
		await using server = await startFakeServer(answer({ choices: [] }));
		await using client = clientFor(server.url);
		await client.choose(QUESTION);
		const [request] = server.requests;
		expect(request?.method).toBe('POST');
		expect(request?.url.split('?')[0]).toBe('/v1/acme/projects/web/optimization/choose-api');
		expect(request?.headers['content-type']).toBe('application/json');
		expect(request?.headers['content-encoding']).toBeUndefined();
		expect(JSON.parse(request?.text ?? '')).toEqual({
			identification: { sourceId: '1575686747310551001', profileId: 'segment_pro' },
			device: 'desktop',
			names: ['home-hero', 'promo'],
			groups: ['home-slots'],
			sessionId: 'ses_1',
		});
	});

	it('sends a sourceId digit for digit, as a string', async () => {
		await using server = await startFakeServer(answer({ choices: [] }));
		await using client = clientFor(server.url);
		const identity = { sourceId: '9007199254740993001', profileId: 'p' };
		await client.choose({ ...QUESTION, identity });
		expect(server.requests[0]?.text).toContain('"sourceId":"9007199254740993001"');
	});

	it('sends one form of identification', async () => {
		await using server = await startFakeServer(answer({ choices: [] }));
		await using client = clientFor(server.url);
		const identity = { userId: 'account-acme', sourceId: '1', profileId: 'p' };
		await client.choose({ ...QUESTION, identity });
		expect(JSON.parse(server.requests[0]?.text ?? '')).toMatchObject({
			identification: { userId: 'account-acme' },
		});
		expect(server.requests[0]?.text).not.toContain('profileId');
	});

	it.each([
		{ part: 'names', names: [], groups: ['home-slots'] },
		{ part: 'groups', names: ['promo'], groups: [] },
	])('leaves out empty $part', async ({ part, names, groups }) => {
		await using server = await startFakeServer(answer({ choices: [] }));
		await using client = clientFor(server.url);
		await client.choose({ ...QUESTION, names, groups });
		expect(JSON.parse(server.requests[0]?.text ?? '')).not.toHaveProperty(part);
	});

	it('is not sent without names and groups, because Choose would evaluate everything', async () => {
		await using server = await startFakeServer(
			answer({ choices: [{ name: 'promo', body: 'seen' }] }),
		);
		await using client = clientFor(server.url);
		const reply = await client.choose({ ...QUESTION, names: [], groups: [] });
		expect(reply.experiences).toEqual({});
		expect(reply.groups).toEqual({});
		expect(server.requests).toHaveLength(0);
	});

	it('carries the key in the query, whole', async () => {
		await using server = await startFakeServer(answer({ choices: [] }));
		await using client = clientFor(server.url);
		await client.choose(QUESTION);
		const [request] = server.requests;
		expect(new URL(request?.url ?? '', server.url).searchParams.get('apiKey')).toBe(API_KEY);
		expect(request?.headers.authorization).toBeUndefined();
	});

	it('carries the key as basic credentials, split at the first dot', async () => {
		await using server = await startFakeServer(answer({ choices: [] }));
		await using client = clientFor(server.url, { auth: 'basic' });
		await client.choose(QUESTION);
		const [request] = server.requests;
		const credentials = request?.headers.authorization?.replace(/^Basic /, '') ?? '';
		expect(Buffer.from(credentials, 'base64').toString()).toBe('pre:sec+ret/.with~dots');
		expect(request?.url).toBe('/v1/acme/projects/web/optimization/choose-api');
	});

	it('percent-encodes organisation and project, and keeps the path of the URL', async () => {
		await using server = await startFakeServer(answer({ choices: [] }));
		await using client = clientFor(`${server.url}/proxy/`, { org: 'a/b c', project: 'ü?' });
		await client.choose(QUESTION);
		expect(server.requests[0]?.url.split('?')[0]).toBe(
			'/proxy/v1/a%2Fb%20c/projects/%C3%BC%3F/optimization/choose-api',
		);
	});

	it('goes over a connection that is kept', async () => {
		await using server = await startFakeServer(answer({ choices: [] }));
		await using client = clientFor(server.url);
		for (let call = 0; call < 6; call += 1) await client.choose(QUESTION);
		// The pool may open a second connection while the first is being released.
		expect(new Set(server.requests.map(({ port }) => port)).size).toBeLessThanOrEqual(2);
	});
});

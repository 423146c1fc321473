import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createRedact, redactError } from '../../../integration/src/choose/redact.js';
import { answer, startFakeServer } from './fake-server.js';
import { API_KEY, clientFor, errorOf, QUESTION } from './questions.js';

const SECRET = 'sec+ret/.with~dots';
const BASIC = Buffer.from(`pre:${SECRET}`).toString('base64');
const FORMS = {
	'the key': API_KEY,
	'the secret': SECRET,
	'the key, percent-encoded': encodeURIComponent(API_KEY),
	'the key, percent-encoded in lower case': encodeURIComponent(API_KEY).toLowerCase(),
	'the key in a URL': `https://api.example/v1?apiKey=${encodeURIComponent(API_KEY)}&x=1`,
	'basic credentials': `Basic ${BASIC}`,
	'basic credentials without padding': `Basic ${BASIC.replace(/=+$/, '')}`,
	'basic credentials, percent-encoded': encodeURIComponent(BASIC),
};

/** Everything that can be seen of an error. */
function everythingOf(error: Error): string {
	const chain: string[] = [];
	for (let at: unknown = error; at instanceof Error; at = at.cause) {
		chain.push(at.name, at.message, at.stack ?? '', JSON.stringify(at), String(at));
	}
	return [...chain, inspect(error, { depth: 20, showHidden: true }), JSON.stringify(error)].join();
}

function expectNoKey(text: string): void {
	for (const needle of [SECRET, encodeURIComponent(SECRET), BASIC.replace(/=+$/, '')]) {
		expect(text.toLowerCase()).not.toContain(needle.toLowerCase());
	}
}

describe.each(Object.entries(FORMS))('%s', (_form, text) => {
	it.each([400, 401, 500])('in the error text of status %d is redacted', async (status) => {
		await using server = await startFakeServer(
			answer({ errors: [{ message: `no: ${text}` }] }, status),
		);
		await using client = clientFor(server.url);
		const error = await errorOf(client.choose(QUESTION));
		expectNoKey(everythingOf(error));
		expect(error.message).toContain('[redacted]');
	});

	it('in a reply that is not JSON is redacted', async () => {
		await using server = await startFakeServer(answer(`<p>${text}</p>`));
		await using client = clientFor(server.url);
		const error = await errorOf(client.choose(QUESTION));
		expectNoKey(everythingOf(error));
		expect(error.message).toContain('[redacted]');
	});

	it('in the reason of a caller, its stack, its causes, is redacted', async () => {
		const caller = new AbortController();
		await using server = await startFakeServer(() => {
			const cause = Object.assign(new Error(text), { code: text, request: { url: text } });
			caller.abort(new Error(`gave up ${text}`, { cause }));
		});
		await using client = clientFor(server.url);
		const error = await errorOf(client.choose(QUESTION, { signal: caller.signal }));
		expectNoKey(everythingOf(error));
		expect(error.message).toContain('gave up');
	});
});

describe('the address of an error', () => {
	it.each(['query', 'basic'] as const)('has no key (%s)', async (auth) => {
		await using server = await startFakeServer(answer('', 500));
		await using client = clientFor(server.url, { auth });
		const error = await errorOf(client.choose(QUESTION));
		expectNoKey(everythingOf(error));
		expect(everythingOf(error)).not.toMatch(/apiKey|Basic/);
	});

	it('has no key when nothing listens there', async () => {
		const gone = await startFakeServer(() => undefined);
		await gone[Symbol.asyncDispose]();
		await using client = clientFor(gone.url);
		expectNoKey(everythingOf(await errorOf(client.choose(QUESTION))));
	});

	it('does not show a password in the URL', async () => {
		await using server = await startFakeServer(answer('', 500));
		await using client = clientFor(server.url.replace('//', '//user:hunter2@'));
		expect(everythingOf(await errorOf(client.choose(QUESTION)))).not.toContain('hunter2');
	});
});

it.each([
	{ where: 'a reply', status: 200, wrap: (text: string) => text },
	{
		where: 'an envelope',
		status: 400,
		wrap: (text: string) => JSON.stringify({ errors: [{ message: text }] }),
	},
])('a key in $where is redacted before its text is shortened', async ({ status, wrap }) => {
	await using server = await startFakeServer(answer(wrap(`${'x'.repeat(66)}${API_KEY}`), status));
	await using client = clientFor(server.url);
	const error = await errorOf(client.choose(QUESTION));
	expect(error.message).not.toContain('sec+');
});

it('of an error that cannot be connected anywhere, every attempt is told', () => {
	const redact = createRedact({ prefix: 'a', secret: 'b-secret' });
	const both = new AggregateError([new Error('::1 refused'), new Error('b-secret refused')]);
	expect(redactError(both, redact).message).toBe('Error: ::1 refused; Error: [redacted] refused');
});

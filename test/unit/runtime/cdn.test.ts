import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SwitchedOff } from '../../../integration/src/decisions/decision-table.js';
import { createCdn } from '../../../integration/src/runtime/cdn.js';
import { definition, tableOf, type Payloads } from './live-site.js';

const TOKEN = 'a-token-that-no-log-shows';

/** What a CDN is asked to forget, over real HTTP. */
interface Receiver {
	readonly calls: { readonly path: string; readonly headers: IncomingHttpHeaders; tags: unknown }[];
	/** What it answers, one after the other; then 200. */
	readonly answers: number[];
	readonly url: string;
	close(): Promise<void>;
}

async function startReceiver(): Promise<Receiver> {
	const calls: Receiver['calls'] = [];
	const answers: number[] = [];
	const server = createServer((request, response) => {
		void request.toArray().then((chunks) => {
			const { tags } = JSON.parse(Buffer.concat(chunks as Buffer[]).toString()) as {
				tags: unknown;
			};
			calls.push({ path: request.url ?? '', headers: request.headers, tags });
			response.writeHead(answers.shift() ?? 200).end();
		});
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		calls,
		answers,
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/zones/1/purge_cache?x=1`,
		async close() {
			server.close();
			server.closeAllConnections();
			await once(server, 'close');
		},
	};
}

let receiver: Receiver;
let folder: string;
let said: string[];
beforeEach(async () => {
	receiver = await startReceiver();
	folder = await mkdtemp(join(tmpdir(), 'choose-cdn-'));
	said = [];
});
afterEach(async () => {
	await receiver.close();
	await rm(folder, { recursive: true });
});

const say = (message: string) => said.push(message);
const file = () => pathToFileURL(join(folder, 'purged.json'));

function start(build = 'first', env: NodeJS.ProcessEnv = {}, wait?: () => Promise<unknown>) {
	const cdn = createCdn({
		definition,
		env: { CHOOSE_PURGE_URL: receiver.url, CHOOSE_PURGE_TOKEN: TOKEN, ...env },
		build,
		file: file(),
		log: { info: say, warn: say, error: say },
		...(wait && { wait }),
	});
	return (payloads: Payloads, off?: SwitchedOff) => {
		cdn.show(tableOf(payloads, off));
	};
}

const purged = () => receiver.calls.map(({ tags }) => tags);
/** Resolves when so many calls have been answered and what is known written down. */
async function purges(count: number): Promise<unknown[]> {
	await expect.poll(() => said.filter((line) => line.includes('purge=')).length).toBe(count);
	return purged();
}

describe('a CDN', () => {
	it('is told to forget what has changed, and nothing else', async () => {
		const show = start();
		show({ pro: { one: 'A', two: 'Z' } });
		await purges(1);
		show({ pro: { one: 'B', two: 'Z' } });
		await purges(2);
		show({ pro: { one: 'B', two: 'Z' } });
		show({ pro: { one: 'B', two: 'Z' }, social: { two: 'Y' } });
		expect(await purges(3)).toEqual([['choose'], ['choose-one'], ['choose-two']]);
	});

	it('is told of what is switched off, and on again', async () => {
		const show = start();
		const payloads = { pro: { one: 'A' } };
		show(payloads);
		await purges(1);
		show(payloads, new Set(['one']));
		await purges(2);
		show(payloads, 'all');
		show(payloads);
		expect(await purges(3)).toEqual([['choose'], ['choose-one'], ['choose-one']]);
	});

	it('is told of a default that is chosen: it takes the place of another segment’s choice', async () => {
		const show = start();
		show({});
		await purges(1);
		show({ pro: { one: 'default' } });
		expect(await purges(2)).toEqual([['choose'], ['choose-one']]);
	});

	it('is asked by POST, with the token', async () => {
		start()({});
		await purges(1);
		expect(receiver.calls[0]).toMatchObject({
			path: '/zones/1/purge_cache?x=1',
			headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
		});
	});

	it('is told again until it answers, and of what has changed meanwhile', async () => {
		const { promise: isTime, resolve: letPass } = Promise.withResolvers<undefined>();
		const show = start('first', {}, () => isTime);
		show({});
		await purges(1);
		receiver.answers.push(503, 429);
		show({ pro: { one: 'A' } });
		await purges(2);
		show({ pro: { one: 'A', two: 'B' } });
		letPass(undefined);
		const calls = await purges(4);
		expect(calls.slice(1)).toEqual([
			['choose-one'],
			['choose-one', 'choose-two'],
			['choose-one', 'choose-two'],
		]);
		expect(said.map((line) => /purge=\w+/.exec(line)?.[0])).toEqual([
			'purge=done',
			'purge=failed',
			'purge=failed',
			'purge=done',
		]);
		expect(said[1]).toContain('status 503');
		expect(said.join()).not.toContain(TOKEN);
	});

	it('that cannot be reached costs a warning', async () => {
		await receiver.close();
		start()({});
		await expect.poll(() => said).toEqual([expect.stringMatching(/ECONNREFUSED.*purge=f/)]);
		expect(said.join()).not.toContain(TOKEN);
		receiver = await startReceiver();
	});
});

describe('a process that starts', () => {
	const written = () => expect.poll(() => purged().length);
	const settle = async (build: string, payloads: Payloads) => {
		start(build)(payloads);
		await purges(1);
		said = [];
	};

	it('has all forgotten of another build', async () => {
		await settle('first', { pro: { one: 'A' } });
		start('second')({ pro: { one: 'A' } });
		expect(await purges(1)).toEqual([['choose'], ['choose']]);
	});

	it('has nothing forgotten of what an earlier process has told', async () => {
		await settle('first', { pro: { one: 'A' } });
		const show = start('first');
		show({ pro: { one: 'A' } });
		show({ pro: { one: 'A', two: 'B' } });
		expect(await purges(1)).toEqual([['choose'], ['choose-two']]);
	});

	it('tells what an earlier process could not', async () => {
		await settle('first', { pro: { one: 'A' } });
		start('first')({ pro: { one: 'B' } });
		expect(await purges(1)).toEqual([['choose'], ['choose-one']]);
	});

	it('has all forgotten where it cannot be read what was told', async () => {
		await settle('first', {});
		await writeFile(file(), '{"version":1,"build":"first"');
		start('first')({});
		await written().toBe(2);
		expect(purged()).toEqual([['choose'], ['choose']]);
	});
});

describe('settings', () => {
	it.each([
		['no address', 'nonsense', undefined, 'CHOOSE_PURGE_URL is not an http'],
		['another protocol', 'file:///etc/passwd', undefined, 'CHOOSE_PURGE_URL is not an http'],
		['a password', 'https://me:hidden@cdn.example', undefined, 'CHOOSE_PURGE_URL holds a user'],
		['a token of two lines', undefined, 'hidden\r\nX: y', 'CHOOSE_PURGE_TOKEN holds spaces'],
	])('with %s are refused, once and without repeating them', (_what, url, token, why) => {
		const show = start('first', {
			...(url !== undefined && { CHOOSE_PURGE_URL: url }),
			...(token !== undefined && { CHOOSE_PURGE_TOKEN: token }),
		});
		show({});
		show({ pro: { one: 'A' } });
		expect(said).toEqual([expect.stringContaining(why)]);
		expect(said.join()).not.toMatch(/hidden|nonsense|passwd/);
		expect(purged()).toEqual([]);
	});

	it('that are not there ask nobody, and say nothing', () => {
		start('first', { CHOOSE_PURGE_URL: undefined })({});
		expect([said, purged()]).toEqual([[], []]);
	});
});

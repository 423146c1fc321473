import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { ask, type Answered } from './ask.ts';
import { PATH, type Case, type Servers } from './contenders.ts';

/** A case with all the headers that it is asked with. */
export interface CheckedCase extends Case {
	readonly url: string;
	/** Of the page, as it is sent. */
	readonly bytes: number;
}

/** Sees that each contender answers what the bench says it does, and that pages are of one length. @throws {Error} otherwise. */
export async function checkAnswers(
	cases: readonly Case[],
	servers: Servers,
): Promise<readonly CheckedCase[]> {
	const checked: CheckedCase[] = [];
	const lengths = new Map<string, number>();
	for (const one of cases) {
		const url = `${servers[one.server].url}${PATH}`;
		const page = await ask(url, one.headers);
		const body = expectPage(one, page);
		lengths.set(one.name, body.length);
		const tag = page.headers.etag ?? '';
		const headers = one.status === 304 ? { ...one.headers, 'If-None-Match': tag } : one.headers;
		if (one.status === 304) expectNotModified(one, await ask(url, headers));
		checked.push({ ...one, url, headers, bytes: page.bytes.length });
	}
	if (new Set(lengths.values()).size > 1)
		throw new Error(`pages are not of one length: ${JSON.stringify([...lengths])}`);
	return checked;
}

function expectPage({ name, server, coding, headline }: Case, answered: Answered): Buffer {
	const { status, headers, bytes } = answered;
	expect(name, 'status', status, 200);
	expect(name, 'coding', headers['content-encoding'] ?? 'identity', coding);
	expect(name, 'Cache-Status', headers['cache-status'], cacheStatusOf(server));
	const body = decode(bytes, coding);
	const [, shown] = /<h1>(.*?)<\/h1>/.exec(body.toString()) ?? [];
	expect(name, 'headline', shown, headline);
	return body;
}

function expectNotModified({ name, server }: Case, { status, headers, bytes }: Answered): void {
	expect(name, 'status', status, 304);
	expect(name, 'length', bytes.length, 0);
	expect(name, 'Cache-Status', headers['cache-status'], cacheStatusOf(server));
}

function cacheStatusOf(server: Case['server']): string | undefined {
	return server === 'ours' ? 'choose; hit' : undefined;
}

function decode(bytes: Buffer, coding: Case['coding']): Buffer {
	if (coding === 'br') return brotliDecompressSync(bytes);
	return coding === 'gzip' ? gunzipSync(bytes) : bytes;
}

function expect(name: string, what: string, found: unknown, wanted: unknown): void {
	if (found === wanted) return;
	throw new Error(`${name} answers the ${what} ${String(found)}, not ${String(wanted)}`);
}

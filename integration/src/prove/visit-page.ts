import { createHash } from 'node:crypto';
import { targetOf } from './asked-target.js';
import { createPolicy } from './cache-policy.js';
import { KEPT_HEADER, ORDER_HEADER, type CacheServer } from './cache-server.js';
import { decodeBody, type HttpClient, type RawAnswer } from './http-client.js';
import { suspectsOf } from './judge/suspects.js';
import type { Answer, Asker, PageAnswers } from './prove-types.js';

export interface VisitOptions {
	readonly site: URL;
	readonly askers: readonly Asker[];
	readonly client: HttpClient;
	readonly cache: CacheServer;
}

/**
 * Lets everybody ask for a page: directly, then through the shared cache in several orders, each begun with an empty cache. Forwards
 * and backwards, so that each comes before and after every other; where a cache may keep anything of it, also once with each who is
 * not a crawler as the very first. Whoever got something unexpected is asked about once more.
 */
export async function visitPage(path: string, options: VisitOptions): Promise<PageAnswers> {
	const { askers } = options;
	const people = askers.filter(({ kind }) => kind === 'person');
	const direct = await askAll(askers, path, options);
	const again = await askAll(people, path, options);
	const orders = [askers, askers.toReversed()];
	if (direct.some(isStorable)) orders.push(...rotations(askers));
	const cached: Answer[][] = [];
	for (const order of orders) cached.push(await askInOrder(order, path, options));
	const page = { path, direct, again, cached };
	const suspects = suspectsOf(page);
	const asked = await askAll(
		askers.filter(({ id }) => suspects.has(id)),
		path,
		options,
	);
	return { ...page, again: [...again, ...asked] };
}

function rotations(askers: readonly Asker[]): Asker[][] {
	const some = askers.filter(({ kind }) => kind !== 'crawler');
	return some.map((_first, at) => [...some.slice(at), ...some.slice(0, at)]);
}

async function askAll(
	askers: readonly Asker[],
	path: string,
	{ site, client }: VisitOptions,
): Promise<Answer[]> {
	const answers: Answer[] = [];
	for (const asker of askers) {
		const target = targetOf(asker, path);
		const raw = await client.get(site.origin, target, asker.headers);
		answers.push(answerOf(asker, target, 'direct', raw));
	}
	return answers;
}

let orders = 0;

async function askInOrder(
	askers: readonly Asker[],
	path: string,
	{ site, client, cache }: VisitOptions,
): Promise<Answer[]> {
	const order = String(++orders);
	const answers: Answer[] = [];
	for (const asker of askers) {
		const target = targetOf(asker, path);
		const headers = { host: site.host, ...asker.headers, [ORDER_HEADER]: order };
		answers.push(answerOf(asker, target, 'cache', await client.get(cache.url, target, headers)));
	}
	cache.forget(order);
	return answers;
}

function answerOf(asker: Asker, target: string, via: Answer['via'], raw: RawAnswer): Answer {
	const { [KEPT_HEADER]: kept, ...headers } = raw.headers;
	const body = decodeBody(raw.bytes, headers['content-encoding']);
	return {
		asker,
		target,
		via,
		kept: kept === '1',
		status: raw.status,
		headers,
		body,
		digest: createHash('sha256').update(body).digest('hex'),
		failure: raw.failure,
	};
}

function isStorable({ asker, target, status, headers }: Answer): boolean {
	return (
		status !== 0 &&
		createPolicy({ url: target, headers: asker.headers }, { status, headers }).storable()
	);
}

import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { inject } from 'vitest';
import { z } from 'astro/zod';
import type { BuildMode, BuiltSite } from '../engines/engine-types.js';
import type { Found } from '../routing/outcome.js';
import type { UrlConfig } from '../url-config.js';
import { foundSchema, type Order, type Row } from './workshop-types.js';

/** Orders from the workshop of this run. */
async function place(order: Order): Promise<unknown> {
	const { promise, resolve, reject } = Promise.withResolvers<unknown>();
	request(inject('workshop'), { method: 'POST' }, (response) => {
		text(response).then((body) => {
			if (response.statusCode === 200) resolve(JSON.parse(body));
			else reject(new Error(body));
		}, reject);
	})
		.on('error', reject)
		.end(JSON.stringify(order));
	return promise;
}

export async function orderSite(mode: BuildMode, config: UrlConfig): Promise<BuiltSite> {
	return { mode, config, root: z.string().parse(await place({ order: 'build', mode, config })) };
}

/** What Astro's own server makes of each of `listTargets(config)`. */
export async function orderExpected(config: UrlConfig): Promise<readonly Found[]> {
	return z.array(foundSchema).parse(await place({ order: 'ask-astro', config }));
}

export async function orderReference(): Promise<string> {
	return z.string().parse(await place({ order: 'reference' }));
}

export async function record(engine: string, rows: readonly Row[]): Promise<void> {
	await place({ order: 'record', engine, rows: [...rows] });
}

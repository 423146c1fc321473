import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { startEmulator } from '../../../integration/src/emulator/index.js';
import { ask, type Ask } from '../../support/ask.js';
import { createFixtureSite, type FixtureSite } from '../../support/fixture.js';
import { createLimit } from '../../support/limit.js';
import type { BuildMode, BuiltSite, RunningEngine } from '../engines/engine-types.js';
import { SECRET, startNodeEntry } from '../engines/node-entry.js';
import { followAll, type Found } from '../routing/outcome.js';
import { listTargets } from '../routing/spellings.js';
import { PLAIN_URLS, type UrlConfig } from '../url-config.js';
import { orderSchema, type Order, type Row } from './workshop-types.js';

/** Builds under way at once. */
const CONCURRENCY = 2;

/** Builds each site once, when it is first asked for, for all test files of a run. */
export interface Workshop {
	/** Takes orders there, as JSON. */
	readonly url: string;
	/** What was recorded, by engine. */
	readonly recorded: ReadonlyMap<string, readonly Row[]>;
	/** Stops what it has started, and removes what it has built. */
	close(): Promise<void>;
}

export async function openWorkshop(): Promise<Workshop> {
	const template = await createFixtureSite('conformance');
	const emulator = await startEmulator({ seedFile: `${template.root}/choose.seed.json` });
	const sites: FixtureSite[] = [template];
	const servers: RunningEngine[] = [];
	const recorded = new Map<string, readonly Row[]>();
	const atOnce = createLimit(CONCURRENCY);

	const build = memoize((mode: BuildMode, config: UrlConfig): Promise<BuiltSite> =>
		atOnce(async () => {
			const site = await createFixtureSite('conformance');
			sites.push(site);
			const { code, output } = await site.build({
				FIXTURE_MODE: mode === 'static' ? undefined : mode,
				FIXTURE_CONFIG: JSON.stringify(config),
				INTEMPT_API_KEY: emulator.seed.keys[0],
				INTEMPT_API_URL: emulator.url,
				CHOOSE_SECRET: SECRET,
			});
			if (code !== 0) throw new Error(`the ${mode} site was not built:\n${output}`);
			return { mode, config, root: site.root };
		}),
	);

	const askAstro = memoize(async (config: UrlConfig): Promise<readonly Found[]> => {
		const server = await startNodeEntry(await build('standalone', config), 'entry2.mjs');
		try {
			const askPlain = async (target: string, asked?: Ask) => {
				const answer = await ask(server.url, target, asked);
				if ('cache-status' in answer.headers) throw new Error('this is not Astro alone');
				return answer;
			};
			return await followAll(askPlain, listTargets(config), {});
		} finally {
			await server.stop();
		}
	});

	const startReference = memoize(async () => {
		const server = await startNodeEntry(await build('standalone', PLAIN_URLS));
		servers.push(server);
		return server.url;
	});

	const fulfil = async (order: Order): Promise<unknown> => {
		switch (order.order) {
			case 'build':
				return (await build(order.mode, order.config)).root;
			case 'ask-astro':
				return askAstro(order.config);
			case 'reference':
				return startReference();
			case 'record':
				recorded.set(order.engine, order.rows);
				return null;
		}
	};

	const underWay = new Set<Promise<unknown>>();
	const counter = createServer((request, response) => {
		const work = text(request)
			.then((body) => fulfil(orderSchema.parse(JSON.parse(body))))
			.then((done) => response.end(JSON.stringify(done)))
			.catch((error: unknown) => response.writeHead(500).end(String(error)))
			.finally(() => underWay.delete(work));
		underWay.add(work);
	});
	// A site may have to wait for all others.
	counter.requestTimeout = 0;
	counter.listen(0, '127.0.0.1');
	await once(counter, 'listening');
	const address = counter.address();
	if (typeof address !== 'object' || address === null) throw new Error('no port is free');

	return {
		url: `http://127.0.0.1:${address.port}`,
		recorded,
		async close() {
			counter.close();
			// What was ordered ahead, and nobody waits for any more.
			await Promise.all(underWay);
			counter.closeAllConnections();
			await Promise.all(servers.map((server) => server.stop()));
			await emulator.close();
			await Promise.all(sites.map((site) => site.remove()));
		},
	};
}

function memoize<A extends readonly unknown[], T>(
	make: (...args: A) => Promise<T>,
): (...args: A) => Promise<T> {
	const made = new Map<string, Promise<T>>();
	return (...args) => {
		const key = JSON.stringify(args);
		const known = made.get(key) ?? make(...args);
		made.set(key, known);
		return known;
	};
}

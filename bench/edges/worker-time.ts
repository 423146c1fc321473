import { join } from 'node:path';
import { startWorker } from '../../test/support/worker.ts';
import { buildSite } from '../site.ts';
import { median } from '../statistics.ts';
import { childrenOf, processorSeconds } from './processor-time.ts';
import { PHONE } from './visitors.ts';

/** Workers that answer the same request, by what they do. */
const WORKERS = {
	'nothing (an empty answer)': 'export default { fetch: () => new Response("") };',
	'the file as it is (ASSETS.fetch)':
		'export default { fetch: (request, env) => env.ASSETS.fetch(request) };',
	'a variant': undefined,
} as const;

export type WorkerTimes = Readonly<Record<keyof typeof WORKERS, number>>;

/**
 * Microseconds of processor time that workerd takes for a request: for a variant, for the plain file, and for nothing at all, which is
 * what receiving and sending take. Static assets are answered by Cloudflare's own worker for them, in the same process.
 */
export async function measureWorker(requests: number, rounds: number): Promise<WorkerTimes> {
	const { root } = await buildSite('edge-static', { pages: 50, mode: 'static' });
	const folder = join(root, 'dist-edge/cloudflare');
	const times = new Map(Object.keys(WORKERS).map((name) => [name, [] as number[]]));
	for (let round = 0; round < rounds; round++) {
		for (const [name, code] of Object.entries(WORKERS)) {
			times.get(name)?.push(await measureOne(folder, code, requests));
		}
	}
	const medianOf = (name: keyof typeof WORKERS) => median(times.get(name) ?? []);
	return {
		'nothing (an empty answer)': medianOf('nothing (an empty answer)'),
		'the file as it is (ASSETS.fetch)': medianOf('the file as it is (ASSETS.fetch)'),
		'a variant': medianOf('a variant'),
	};
}

async function measureOne(
	folder: string,
	code: string | undefined,
	requests: number,
): Promise<number> {
	const before = new Set(childrenOf(process.pid, 'workerd'));
	const worker = await startWorker({ folder, ...(code && { modules: { 'worker.js': code } }) });
	const started = childrenOf(process.pid, 'workerd').filter((pid) => !before.has(pid));
	const used = () => started.reduce((sum, pid) => sum + processorSeconds(pid), 0);
	try {
		await visit(worker.url, requests / 5);
		const atStart = used();
		await visit(worker.url, requests);
		return ((used() - atStart) / requests) * 1e6;
	} finally {
		await worker.stop();
	}
}

async function visit(url: string, requests: number): Promise<void> {
	const headers = { cookie: 'segment=3', 'user-agent': PHONE };
	for (let number = 0; number < requests; number++) {
		const response = await fetch(`${url}/page-${number % 50}/`, { headers });
		await response.arrayBuffer();
		if (response.status !== 200) throw new Error(`the worker answered ${response.status}`);
	}
}

/**
 * Sends requests at a fixed rate, whether those before were answered or not, so that a server that stops for a while is seen to.
 * Its one argument is a {@link LoadPlan} as JSON; prints a {@link LoadResult} as JSON.
 */
import { Agent, request } from 'node:http';
import { setImmediate as otherWork, setTimeout as delay } from 'node:timers/promises';
import { brotliDecompressSync } from 'node:zlib';
import { loadPlanSchema, type LoadResult } from './load-plan.ts';

const plan = loadPlanSchema.parse(JSON.parse(process.argv[2] ?? ''));
const agent = new Agent({ keepAlive: true, maxSockets: 256 });
const total = Math.round(plan.rate * plan.seconds);
const started: number[] = [];
const latencies: number[] = [];
const lateness: number[] = [];
const outcomes: Record<string, number> = {};
const headlines = new Map<string, string>();
const { hostname, port } = new URL(plan.origin);

const beginning = performance.now();
const answered: Promise<void>[] = [];
for (let n = 0; n < total; n++) {
	const due = beginning + (n * 1_000) / plan.rate;
	const early = due - performance.now();
	if (early > 1) await delay(early);
	else await otherWork();
	lateness.push(performance.now() - due);
	answered.push(send(n));
}
await Promise.all(answered);
agent.destroy();
process.stdout.write(
	JSON.stringify({ started, latencies, lateness, outcomes } satisfies LoadResult),
);

function send(n: number): Promise<void> {
	const from = performance.now();
	const { path, headers, audience } = plan.requests[n % plan.requests.length] ?? {
		path: '/',
		headers: {},
		audience: '',
	};
	return new Promise((resolve) => {
		const finish = (outcome: string) => {
			started.push(performance.timeOrigin + from);
			latencies.push(performance.now() - from);
			const key = `${audience}: ${outcome}`;
			outcomes[key] = (outcomes[key] ?? 0) + 1;
			resolve();
		};
		const sent = request({ hostname, port, path, headers, agent }, (response) => {
			const chunks: Buffer[] = [];
			response.on('data', (chunk: Buffer) => chunks.push(chunk));
			response.on('error', (error) => finish(String(error)));
			response.on('end', () => {
				const { statusCode, headers: received } = response;
				if (statusCode !== 200) finish(`status ${String(statusCode)}`);
				else finish(headlineOf(Buffer.concat(chunks), received));
			});
		});
		sent.on('error', (error) => finish(String(error)));
		sent.end();
	});
}

function headlineOf(bytes: Buffer, headers: NodeJS.Dict<string | string[]>): string {
	const tag = String(headers.etag);
	const known = headlines.get(tag);
	if (known !== undefined) return known;
	const text = headers['content-encoding'] === 'br' ? brotliDecompressSync(bytes) : bytes;
	const headline = /<h1>(.*?)<\/h1>/.exec(text.toString())?.[1] ?? 'no headline';
	if (headers.etag !== undefined) headlines.set(tag, headline);
	return headline;
}

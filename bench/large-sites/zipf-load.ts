/**
 * Sends requests at a fixed rate, for pages and audiences by Zipf's law, drawn with a fixed seed. Its one argument is a {@link ZipfPlan} as
 * JSON; prints a {@link ZipfResult} as JSON.
 */
import { Agent, request } from 'node:http';
import { setImmediate as otherWork, setTimeout as delay } from 'node:timers/promises';
import { headersOf } from './site.ts';
import { zipfPlanSchema, type ZipfResult } from './zipf-plan.ts';

const { origin, rate, seconds, warmUp, pages, segments } = zipfPlanSchema.parse(
	JSON.parse(process.argv[2] ?? ''),
);
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const { hostname, port } = new URL(origin);
const random = createRandom(20_260_101);
const drawPage = createZipf(pages);
const drawAudience = createZipf(segments * 2);

const latencies: number[] = [];
let failures = 0;
const beginning = performance.now();
const answered: Promise<void>[] = [];
for (let n = 0; n < rate * (warmUp + seconds); n++) {
	const due = beginning + (n * 1_000) / rate;
	const early = due - performance.now();
	if (early > 1) await delay(early);
	else await otherWork();
	answered.push(send(n >= rate * warmUp));
}
await Promise.all(answered);
agent.destroy();
console.log(JSON.stringify({ latencies, failures } satisfies ZipfResult));

function send(counts: boolean): Promise<void> {
	// Not in the order that they were built in, which is the one that they lie on the disk in.
	const path = `/page-${(drawPage() * 7_919) % pages}/`;
	const audience = drawAudience();
	const headers = headersOf(audience >> 1, audience % 2 === 1);
	const from = performance.now();
	return new Promise((resolve) => {
		const fail = () => {
			failures++;
			resolve();
		};
		const sent = request({ hostname, port, path, headers, agent }, (response) => {
			response.resume();
			response.on('error', fail);
			response.on('end', () => {
				if (response.statusCode !== 200) failures++;
				if (counts) latencies.push(performance.now() - from);
				resolve();
			});
		});
		sent.on('error', fail);
		sent.end();
	});
}

/** Draws the place of one of `count` things, the first the most often: the nth with a weight of 1/n. */
function createZipf(count: number): () => number {
	const sums: number[] = [];
	for (let n = 1; n <= count; n++) sums.push((sums.at(-1) ?? 0) + 1 / n);
	return () => {
		const drawn = random() * (sums.at(-1) ?? 0);
		let [low, high] = [0, count - 1];
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((sums[middle] ?? 0) <= drawn) low = middle + 1;
			else high = middle;
		}
		return low;
	};
}

/** Numbers from 0 to 1, the same for the same seed: a linear congruential generator with the constants of Numerical Recipes. */
function createRandom(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return state / 2 ** 32;
	};
}

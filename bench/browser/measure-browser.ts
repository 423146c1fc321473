import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser } from 'playwright-core';
import { CHROMIUM_ARGS, findChromium } from '../../test/support/chromium.ts';
import { startContenders, type Contender } from './contenders.ts';
import type { Link } from './links.ts';
import { buildVaried } from './reference-sites.ts';
import { startServer } from './start-server.ts';
import { visit, type Visit } from './visit.ts';

const PICTURES = fileURLToPath(new URL('../../.cache/bench/browser/pictures/', import.meta.url));

export interface Plan {
	readonly links: readonly Link[];
	readonly includes: (contender: Contender) => boolean;
}

type Figures = Omit<Visit, 'body'>;

/** All visits to one contender over one link. */
export interface Visited {
	readonly name: string;
	readonly title: string;
	readonly visits: readonly Figures[];
}

export interface OverLink {
	readonly link: Link;
	readonly contenders: readonly Visited[];
}

/** Visits every contender over every link, on the device that is at its end. */
export async function measureBrowser(plan: Plan): Promise<readonly OverLink[]> {
	const varied = await startServer(['dist/server/entry.mjs'], await buildVaried());
	const browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_ARGS });
	try {
		const measured: OverLink[] = [];
		for (const link of plan.links) {
			const { all, headline, stop } = await startContenders(varied.url, link.device);
			const contenders = all.filter(plan.includes);
			measured.push(await measureOver(browser, { link, headline, contenders }).finally(stop));
		}
		return measured;
	} finally {
		await browser.close();
		await varied.stop();
	}
}

interface Comparison {
	readonly link: Link;
	readonly headline: string;
	readonly contenders: readonly Contender[];
}

/**
 * Visits the contenders in turn, round after round, each round from another one on. Fails when a page is not, in the end, the very page
 * that the first contender shows.
 */
async function measureOver(
	browser: Browser,
	{ link, headline, contenders }: Comparison,
): Promise<OverLink> {
	const { name, device, rounds } = link;
	const visited = contenders.map((one) => ({ ...one, visits: [] as Figures[] }));
	await mkdir(PICTURES, { recursive: true });
	let finished: string | undefined;
	const check = (contender: string, body: string) => {
		finished ??= body;
		if (body !== finished) throw new Error(`the page of ${contender} did not end as the others`);
	};
	// Unthrottled, so that servers and browser are warm.
	for (const one of contenders) {
		const screenshot = join(PICTURES, `${name}-${one.name}.png`);
		check(one.name, (await visit(browser, { ...one, device, headline, screenshot })).body);
	}
	for (let round = 0; round < rounds; round++) {
		const first = round % visited.length;
		for (const one of [...visited.slice(first), ...visited.slice(0, first)]) {
			const { body, ...figures } = await visit(browser, { ...one, device, headline, link });
			check(one.name, body);
			one.visits.push(figures);
		}
	}
	return { link, contenders: visited };
}

import pLimit from 'p-limit';
import { createCrawlers, createPeople, createVisitors } from './askers.js';
import { startCacheServer } from './cache-server.js';
import type { ExpectedVariants } from './expected-variants.js';
import { findPages, spread } from './find-pages.js';
import { createHttpClient } from './http-client.js';
import { judgeAudiences } from './judge/judge-audiences.js';
import { judgePage, type JudgedPage } from './judge/judge-page.js';
import { makeReport } from './make-report.js';
import { probeVariants } from './probe-variants.js';
import type { SegmentAskers } from './segment-askers.js';
import { siteReader } from './site-reader.js';
import type { ProofReport } from './report-types.js';
import { visitPage } from './visit-page.js';

export interface ProveOptions {
	/** The running site, with its base. */
	readonly site: URL;
	readonly sitemap: string | undefined;
	/** Pages asked for at most; more are spread evenly. */
	readonly most: number;
	/** Milliseconds that everything may take. */
	readonly deadline: number;
	readonly concurrency: number;
	/** Of the project whose site it is; undefined: none is known, and `notes` say why. */
	readonly segments: SegmentAskers | undefined;
	readonly expected: ExpectedVariants | undefined;
	/** Paths of files in folders of variants, as the build left them. */
	readonly variantFiles: readonly string[];
	readonly notes: readonly string[];
	readonly signal: AbortSignal;
	readonly now: () => number;
	readonly onPage: (done: number, all: number) => void;
}

/**
 * Asks a running site for its pages as crawlers, people and visitors, directly and through a shared cache, and judges the answers.
 *
 * @throws {ChooseError} SiteUnreachable: nothing answers at the address.
 */
export async function proveSite(options: ProveOptions): Promise<ProofReport> {
	const { site, segments, now } = options;
	const startedAt = now();
	const signal = AbortSignal.any([options.signal, AbortSignal.timeout(options.deadline)]);
	const isOver = () => signal.aborted;
	const client = createHttpClient({ connections: options.concurrency, signal });
	const askers = [
		...createPeople(),
		...createVisitors(),
		...(segments?.askers ?? []).filter(({ kind }) => kind === 'segment'),
		...createCrawlers(),
		...(segments?.askers ?? []).filter(({ kind }) => kind === 'crawler'),
	];
	try {
		const read = siteReader(site, client);
		const found = await findPages({ site, sitemap: options.sitemap, read });
		const paths = spread(found.paths, options.most);
		const cache = await startCacheServer(site.origin, client);
		const judged: JudgedPage[] = [];
		try {
			const limit = pLimit(options.concurrency);
			await limit.map(paths, async (path) => {
				if (isOver()) return;
				const page = await visitPage(path, { site, askers, client, cache });
				// What was cut off halfway would be taken for the site’s own silence.
				if (!isOver()) judged.push(judgePage(page, askers, site));
				options.onPage(judged.length, paths.length);
			});
		} finally {
			await cache.close();
		}
		judged.sort((one, other) => paths.indexOf(one.path) - paths.indexOf(other.path));
		const probed = await probeVariants({
			site,
			client,
			listed: found.listed,
			seen: judged.flatMap((one) => one.variantPaths),
			published: options.variantFiles,
		});
		return makeReport({
			...options,
			startedAt,
			endedAt: now(),
			askers,
			found,
			asked: paths,
			judged,
			probed,
			audiences: judgeAudiences(judged, askers, options.expected),
		});
	} finally {
		await client.close();
	}
}

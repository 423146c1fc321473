import { atMost, format, type Part, type Table } from '../frame/part.ts';
import { median } from '../statistics.ts';
import { measureSite, type MeasuredSite } from './measure-site.ts';
import { buildLargeSite, type SiteSize } from './site.ts';

/** What the others are compared with. */
const SMALL: SiteSize = { pages: 50, segments: 20, variants: 8 };
const LARGE: SiteSize = { pages: 10_000, segments: 20, variants: 8 };
const SIZES: readonly SiteSize[] = [
	SMALL,
	{ pages: 100, segments: 20, variants: 8 },
	{ pages: 1_000, segments: 20, variants: 8 },
	{ pages: 3_000, segments: 20, variants: 8 },
	LARGE,
	{ pages: 1_000, segments: 40, variants: 8 },
	{ pages: 1_000, segments: 20, variants: 16 },
];

export const largeSites: Part = {
	name: 'large-sites',
	title: 'Large sites',
	about:
		'Sites of 6 KB a page, each built by Astro with the integration, all audiences on two devices. Half of the pages read one experience, the others another one and the device. Requests are drawn by Zipf’s law over pages and over audiences, with a fixed seed, and sent at a fixed rate from a process on another core. `index` is `dist/server/variants/index.json`; `load` opens the store in a process that does nothing else; `start` is from the start of the server’s process until it listens, 40 calls to Choose included, and `processor` what it has used of a processor by then; `resident` is the memory of the server’s process when it listens, and after the load, with the bodies that it has read by then. For `re-match`, every segment is decided something else, all of which is prerendered: a refresh with these news less one without any. `stall` is the longest that the event loop stood still in such a refresh (without news: in brackets), `slowest` the slowest request meanwhile.',
	async measure(effort) {
		const isShort = effort === 'short';
		const sizes = isShort ? [{ pages: 20, segments: 4, variants: 4 }] : SIZES;
		const load = isShort
			? { seconds: 1, changes: 1, rate: 100 }
			: { seconds: 8, changes: 5, rate: 800 };
		const roots = new Map<SiteSize, string>();
		for (const size of sizes) roots.set(size, await buildLargeSite(nameOf(size), size));
		const rounds: MeasuredSite[] = [];
		for (let round = 0; round < (isShort ? 1 : 3); round++) {
			for (const [size, root] of roots) rounds.push(await measureSite(root, size, load));
		}
		const measured = sizes.map((size) => middle(rounds.filter((one) => one.size === size)));
		const [small] = measured;
		const large = measured.find(({ size }) => size === LARGE) ?? measured.at(-1);
		if (small === undefined || large === undefined) throw new Error('nothing was measured');
		const ratio = large.p99 / small.p99;
		return {
			figures: { measured, rounds },
			ratios: { 'large-p99/small-p99': ratio },
			tables: [tableOf(measured)],
			goals: [
				atMost('index loaded', large.loadMs, 1_500, ' ms'),
				atMost('memory of the loaded index', large.loadMegabytes, 300, ' MB'),
				atMost('p99 / that of 50 pages', ratio, 2),
				atMost('re-match', large.rematchMs, 200, ' ms'),
			],
		};
	},
};

function nameOf({ pages, segments, variants }: SiteSize): string {
	return `large-${pages}-${segments}-${variants}`;
}

/** The median of each figure. */
function middle(rounds: readonly MeasuredSite[]): MeasuredSite {
	const [first] = rounds;
	if (first === undefined) throw new Error('nothing was measured');
	const of = (figure: Exclude<keyof MeasuredSite, 'size'>) =>
		median(rounds.map((one) => one[figure]));
	return {
		size: first.size,
		variants: first.variants,
		indexMegabytes: of('indexMegabytes'),
		loadMs: of('loadMs'),
		loadMegabytes: of('loadMegabytes'),
		startMs: of('startMs'),
		startProcessorMs: of('startProcessorMs'),
		startMegabytes: of('startMegabytes'),
		loadedMegabytes: of('loadedMegabytes'),
		p50: of('p50'),
		p99: of('p99'),
		rematchMs: of('rematchMs'),
		rematchStallMs: of('rematchStallMs'),
		quietStallMs: of('quietStallMs'),
		rematchSlowestMs: of('rematchSlowestMs'),
	};
}

function tableOf(measured: readonly MeasuredSite[]): Table {
	return {
		title: 'What grows with a site',
		columns: [
			'pages × audiences, variants',
			'index',
			'load',
			'its memory',
			'start (processor)',
			'resident, after the load',
			'p50, p99',
			're-match',
			'stall',
			'slowest',
		],
		rows: measured.map((one) => [
			`${format(one.size.pages)} × ${one.size.segments * 2}, ${format(one.variants)}`,
			`${format(one.indexMegabytes)} MB`,
			`${format(one.loadMs)} ms`,
			`${format(one.loadMegabytes)} MB`,
			`${format(one.startMs)} (${format(one.startProcessorMs)}) ms`,
			`${format(one.startMegabytes)}, ${format(one.loadedMegabytes)} MB`,
			`${format(one.p50)}, ${format(one.p99)} ms`,
			`${format(one.rematchMs)} ms`,
			`${format(one.rematchStallMs)} (${format(one.quietStallMs)}) ms`,
			`${format(one.rematchSlowestMs)} ms`,
		]),
	};
}

import { atMost, format, type Part, type Table } from '../frame/part.ts';
import { median } from '../statistics.ts';
import { measureSite, type MeasuredSite } from './measure-site.ts';
import { buildLargeSite, type SiteSize } from './site.ts';

const SMALL: SiteSize = { pages: 100, segments: 20, variants: 8 };
const LARGE: SiteSize = { pages: 10_000, segments: 20, variants: 8 };
/** Measured once: what grows with pages, with audiences, with variants. */
const BETWEEN: readonly SiteSize[] = [
	{ pages: 1_000, segments: 20, variants: 8 },
	{ pages: 3_000, segments: 20, variants: 8 },
	{ pages: 1_000, segments: 40, variants: 8 },
	{ pages: 1_000, segments: 20, variants: 16 },
];
/** How often the small and the large site are measured, in turn. */
const ROUNDS = 3;

const SHORT = {
	small: { pages: 10, segments: 4, variants: 4 },
	large: { pages: 20, segments: 4, variants: 4 },
	between: [],
	rounds: 1,
	load: { seconds: 1, changes: 1, rate: 100 },
};
const FULL = {
	small: SMALL,
	large: LARGE,
	between: BETWEEN,
	rounds: ROUNDS,
	load: { seconds: 6, changes: 5, rate: 800 },
};

export const largeSites: Part = {
	name: 'large-sites',
	title: 'Large sites',
	about:
		'Sites of 4.4 KB a page, each built by Astro with the integration, all audiences on two devices. The smallest and the largest of the usual audiences are measured in turn, three times each; the others once. Half of the pages read one experience, the others another one and the device. Requests are drawn by Zipf’s law over pages and over audiences, with a fixed seed, and sent at a fixed rate from a process on another core. `index` is `dist/server/variants/index.json`; `load` opens the store in a process that does nothing else; `start` is from the start of the server’s process until it listens, 40 calls to Choose included, and `processor` what it has used of a processor by then; `resident` is the memory of the server’s process when it listens, and after the load, with the bodies that it has read by then. For `re-match`, every segment is decided something else, all of which is prerendered: a refresh with these news less one without any. `stall` is the longest that the event loop stood still in such a refresh (without news: in brackets), `slowest` the slowest request meanwhile.',
	async measure(effort) {
		const { small, large, between, rounds, load } = effort === 'short' ? SHORT : FULL;
		const inTurn = [small, large];
		const roots = new Map<SiteSize, string>();
		for (const size of [...inTurn, ...between]) {
			roots.set(size, await buildLargeSite(nameOf(size), size));
		}
		const all: MeasuredSite[] = [];
		const measure = async (size: SiteSize) => {
			all.push(await measureSite(roots.get(size) ?? '', size, load));
		};
		for (let round = 0; round < rounds; round++) for (const size of inTurn) await measure(size);
		for (const size of between) await measure(size);
		const measured = [...roots.keys()]
			.map((size) => middle(all.filter((one) => one.size === size)))
			.toSorted((a, b) => orderOf(a.size) - orderOf(b.size));
		const ofSmall = middle(all.filter(({ size }) => size === small));
		const ofLarge = middle(all.filter(({ size }) => size === large));
		const ratio = ofLarge.p99 / ofSmall.p99;
		return {
			figures: { measured, rounds: all },
			ratios: { 'large-p99/small-p99': ratio },
			tables: [tableOf(measured)],
			goals: [
				atMost('index loaded', ofLarge.loadMs, 1_500, ' ms'),
				atMost('memory of the loaded index', ofLarge.loadMegabytes, 300, ' MB'),
				atMost(`p99 / that of ${small.pages} pages`, ratio, 2),
				atMost('re-match', ofLarge.rematchMs, 200, ' ms'),
			],
		};
	},
};

/** Sites of the usual audiences and variants come first, by their pages. */
function orderOf({ pages, segments, variants }: SiteSize): number {
	return segments === LARGE.segments && variants === LARGE.variants
		? pages
		: 1e6 + segments * variants;
}

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

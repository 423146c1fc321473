import { atMost, format, type Goal, type Part, type Table } from '../frame/part.ts';
import { median } from '../statistics.ts';
import { describeLink, LINKS } from './links.ts';
import { measureBrowser, type OverLink, type Visited } from './measure-browser.ts';

type Times = 'ttfb' | 'fcp' | 'lcp' | 'headline';

export const browser: Part = {
	name: 'browser',
	title: 'In the browser',
	about: `The front page of the reference site for a visitor from an advertisement, in Chromium, each time with an empty cache; the contenders in
turn, ten times over fast 3G, on a phone, and twelve times over cable, on a desktop. The links are what Chromium's
\`Network.emulateNetworkConditions\` was given, which adds the latency to each request, not to handshakes or packets.

- *Ours* is the prerendered variant, answered by the built server.
- The *plain page* is the same site without the integration, built by Astro alone with that visitor's values written in; its HTML is byte for
  byte our variant's. It is served by \`@astrojs/node\` as it comes, uncompressed, and, *as compressed*, by a small server that sends the very
  brotli bytes that ours sends.
- *In the browser* is the page of a visitor of no segment, with a script at the top of its head that asks a decision endpoint of the same server,
  20 or 200 ms away beyond the link, and swaps headline and products when the answer is there: *visible* until then, or *hidden*, as testing tools
  hide it. A tool that is first loaded from a host of its own takes longer.

All end as the same document, which every visit checks; images and styles are \`@astrojs/node\`'s own answers everywhere. *Headline* is when the
headline of that document was there to be seen, and *flickers* in how many visits another one was seen before; layout shift tells little of
that, because what is swapped is about as tall here as what was there. Bytes are those over the link, with headers; those of scripts are as in
the page, uncompressed. Times are medians, and from the fastest visit to the slowest. Ours and the plain page as compressed are the same bytes over the
same link: where their first bytes come at the same time, what is left between them is how much Chromium itself varies.`,
	async measure(effort) {
		const isShort = effort === 'short';
		const measured = await measureBrowser({
			links: isShort ? LINKS.slice(1).map((link) => ({ ...link, rounds: 1 })) : LINKS,
			includes: ({ name }) => !isShort || !/^hidden|-20ms$/.test(name),
		});
		return {
			figures: measured,
			ratios: Object.assign({}, ...measured.map(ratiosOver)) as Record<string, number>,
			tables: [...measured.map(toTable), largestElements(measured)],
			goals: [...measured.map(lcpGoal), ...goalsOfOurs(measured)],
		};
	},
};

function middle({ visits }: Visited, figure: Times | 'cls' | 'transferred' | 'scriptBytes') {
	return median(visits.map((visit) => visit[figure]));
}

function ratiosOver({ link, contenders }: OverLink): Readonly<Record<string, number>> {
	const [ours, ...others] = contenders;
	if (ours === undefined) return {};
	const lcp = middle(ours, 'lcp');
	return Object.fromEntries(
		others.map((other) => {
			const theirs = middle(other, 'lcp');
			return other.name.endsWith('ms')
				? [`browser/lcp-in-browser-${other.name}-per-ours-${link.name}`, theirs / lcp]
				: [`browser/lcp-per-${other.name}-${link.name}`, lcp / theirs];
		}),
	);
}

function toTable({ link, contenders }: OverLink): Table {
	return {
		title: describeLink(link),
		columns: ['', 'TTFB', 'FCP', 'LCP', 'headline', 'flickers', 'CLS', 'transferred', 'scripts'],
		rows: contenders.map((one) => [
			one.title,
			...(['ttfb', 'fcp', 'lcp', 'headline'] as const).map((figure) => describeTime(one, figure)),
			`${one.visits.filter(({ flickers }) => flickers).length} of ${one.visits.length}`,
			format(middle(one, 'cls')),
			`${format(middle(one, 'transferred') / 1_000)} KB`,
			`${format(middle(one, 'scriptBytes'))} B`,
		]),
	};
}

/** The median, and from the fastest visit to the slowest. */
function describeTime(visited: Visited, figure: Times): string {
	const times = visited.visits.map((visit) => visit[figure]);
	const [fastest, slowest] = [Math.min(...times), Math.max(...times)].map(Math.round);
	return `${Math.round(median(times))} ms (${fastest}–${slowest})`;
}

function largestElements(measured: readonly OverLink[]): Table {
	const elements = (contenders: readonly Visited[], name: string) =>
		new Set(
			contenders
				.filter((one) => one.name === name)
				.flatMap(({ visits }) => visits.map(({ lcpElement }) => lcpElement)),
		);
	const all = measured.flatMap(({ contenders }) => contenders);
	const titles = new Map(all.map(({ name, title }) => [name, title]));
	return {
		title: 'The largest element',
		columns: ['', 'element'],
		rows: [...titles].map(([name, title]) => [title, [...elements(all, name)].join(', ')]),
	};
}

function lcpGoal({ link, contenders }: OverLink): Goal {
	const [ours, plain] = contenders;
	const ratio = ours && plain ? middle(ours, 'lcp') / middle(plain, 'lcp') : Number.NaN;
	return atMost(
		`LCP of ours beyond that of the plain page, as compressed: ${link.title}`,
		(ratio - 1) * 100,
		2,
		' %',
	);
}

function goalsOfOurs(measured: readonly OverLink[]): readonly Goal[] {
	const visits = measured.flatMap(({ contenders }) => contenders[0]?.visits ?? []);
	const sum = (figure: 'cls' | 'scriptBytes') =>
		visits.reduce((total, visit) => total + visit[figure], 0);
	return [
		atMost('CLS of ours, all visits added up', sum('cls'), 0),
		atMost('script bytes of ours, all visits added up', sum('scriptBytes'), 0),
	];
}

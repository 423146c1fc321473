import { atMost, format, type Part, type Table } from '../frame/part.ts';
import { median } from '../statistics.ts';
import { writeSite, type Build } from './measure-build.ts';

/** Variants of a page, beside its default, at which memory is measured. */
const VARIANT_COUNTS = [2, 8, 20];

export const build: Part = {
	name: 'build',
	title: 'Building',
	about:
		'Whole `astro build`s of pages of 30 KB for 20 segments on two devices, interleaved with builds of the same pages without the integration. A variant is charged with everything from its rendering to the written report; a plain page with what Astro takes for a page of the same build.',
	async measure(effort) {
		const isShort = effort === 'short';
		const pages = isShort ? 60 : 1_000;
		const costs = await measureCosts(isShort ? 60 : 500, isShort ? 1 : 3);
		const audiences = isShort ? costs : await measureAudiences(pages, 2);
		const memory = await measureMemory(pages, isShort ? [2] : VARIANT_COUNTS);
		const incremental = await measureIncremental(isShort ? 60 : 500);

		const extra = median(costs.map(({ extraMs, pageMs }) => extraMs / pageMs));
		const forty = median(audiences.map(({ ours, plain }) => ours.seconds / plain.seconds));
		const again = incremental.changed.seconds / incremental.first.seconds;
		const [least, most] = [memory[0], memory.at(-1)];
		const growth = (most?.build.peakMb ?? Number.NaN) / (least?.build.peakMb ?? Number.NaN);
		return {
			figures: { costs, audiences, memory, incremental },
			ratios: {
				'build/extra-variant-per-plain-page': extra,
				'build/forty-audiences-per-plain-build': forty,
				'build/incremental-per-first-build': again,
				'build/memory-of-20-per-2-variants': growth,
			},
			tables: [
				{
					title: 'Milliseconds for one page, eight variants beside each',
					columns: ['', 'a page, ours aside', 'a page without ours', 'one more variant'],
					rows: costs.map(({ pageMs, plainMs, extraMs }, round) => [
						`build ${round + 1}`,
						...[pageMs, plainMs, extraMs].map(format),
					]),
				},
				tableOf(
					`${pages} pages for 40 audiences with three outcomes beside the default`,
					audiences.flatMap(({ plain, ours }) => [
						['without the integration', plain] as const,
						['with it', ours] as const,
					]),
				),
				tableOf(
					'Memory by variants of a page',
					memory.map(({ count, build: one }) => [`${count} beside the default`, one]),
				),
				tableOf('Incremental builds, eight variants beside each default', [
					['first', incremental.first],
					['nothing changed', incremental.same],
					['one decision of one segment changed', incremental.changed],
				]),
			],
			goals: [
				atMost('one more variant / a plain page', extra, 0.6),
				atMost('1,000 pages × 40 audiences / the plain build', forty, 2.5),
				atMost('peak memory, most / fewest variants', growth, 1.1),
			],
		};
	},
};

interface Cost {
	/** Milliseconds of Astro for one page, of the same build as the variants. */
	readonly pageMs: number;
	/** The same without the integration. */
	readonly plainMs: number;
	/** Milliseconds for one more distinct variant. */
	readonly extraMs: number;
	readonly ours: Build;
	readonly plain: Build;
}

async function measureCosts(pages: number, rounds: number): Promise<Cost[]> {
	const audiences = await measureAudiences(pages, rounds, 8);
	return audiences.map(({ ours, plain }) => {
		const { askMs, renderMs, variants } = ours.totals;
		return {
			pageMs: (ours.pagesMs - askMs - renderMs) / pages,
			plainMs: plain.pagesMs / pages,
			extraMs: (renderMs + ours.finishMs) / (variants - pages),
			ours,
			plain,
		};
	});
}

async function measureAudiences(pages: number, rounds: number, outcomes = 3) {
	const own = await writeSite('build-ours', { pages, outcomes });
	const other = await writeSite('build-plain', { pages, outcomes, isPlain: true });
	const builds: { readonly ours: Build; readonly plain: Build }[] = [];
	for (let round = 0; round < rounds; round++) {
		const plain = await other.build();
		builds.push({ plain, ours: await own.build() });
	}
	return builds;
}

async function measureMemory(pages: number, counts: readonly number[]) {
	const measured: { readonly count: number; readonly build: Build }[] = [];
	for (const count of counts) {
		const site = await writeSite('build-memory', { pages, outcomes: count });
		measured.push({ count, build: await site.build() });
	}
	return measured;
}

async function measureIncremental(pages: number) {
	const site = await writeSite('build-again', { pages, outcomes: 8, isIncremental: true });
	return {
		first: await site.build(),
		same: await site.build(),
		changed: await site.build('changed'),
	};
}

function tableOf(title: string, builds: readonly (readonly [string, Build])[]): Table {
	return {
		title,
		columns: ['', 's', 's of processor', 'peak MB', 'variants', 'rendered'],
		rows: builds.map(([name, { seconds, processorSeconds, peakMb, totals }]) => [
			name,
			...[seconds, processorSeconds, peakMb].map(format),
			...[totals.variants, totals.variants - totals.takenOver].map(format),
		]),
	};
}

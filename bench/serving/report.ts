import { atLeast, atMost, format, type Goal, type Table } from '../frame/part.ts';
import { median } from '../statistics.ts';
import type { HotVariants } from './hot-variants.ts';
import type { Run, Served } from './measure-serving.ts';

const MB = 2 ** 20;

/** Quotients of medians would compare rounds that met another machine: each is the median of the rounds' own. */
export function ratiosOf({ runs }: Served): Readonly<Record<string, number>> {
	const ratio = (one: string, other: string, figure: (run: Run) => number) =>
		median(
			(runs[one] ?? []).map((run, round) => {
				const against = runs[other]?.[round];
				return against === undefined ? Number.NaN : figure(run) / figure(against);
			}),
		);
	const rates = (one: string, other: string) => ({
		[`${one}/${other}`]: ratio(one, other, (run) => run.requestsPerSecond),
	});
	const processorTime = (one: string, other: string) => ({
		[`${one}-processor/${other}-processor`]: ratio(one, other, (run) => run.processorPerRequest),
	});
	return {
		...rates('variant', 'astro-static'),
		...rates('variant', 'bare-node'),
		...rates('variant', 'per-request'),
		...rates('variant', 'nginx'),
		...rates('variant-br', 'variant'),
		...rates('variant-br', 'bare-node-br'),
		...rates('variant-304', 'bare-node-304'),
		...rates('variant-304', 'astro-static-304'),
		...rates('default', 'astro-static'),
		'variant-p99/astro-static-p99': ratio('variant', 'astro-static', (run) => run.p99),
		...processorTime('variant', 'astro-static'),
		...processorTime('variant', 'bare-node'),
		...processorTime('variant', 'per-request'),
		...processorTime('variant-br', 'variant'),
		...processorTime('variant-304', 'bare-node-304'),
	};
}

export function goalsOf(
	ratios: Readonly<Record<string, number>>,
	{ variants, extraBytes }: HotVariants,
): readonly Goal[] {
	const ratio = (name: string) => ratios[name] ?? Number.NaN;
	return [
		atLeast('variant / static by @astrojs/node', ratio('variant/astro-static'), 5),
		atLeast('variant / bare node:http', ratio('variant/bare-node'), 0.9),
		atLeast('variant / a call for each request', ratio('variant/per-request'), 50),
		atLeast('variant in br / the same uncompressed', ratio('variant-br/variant'), 1),
		atLeast('variant, 304 / bare node:http, 304', ratio('variant-304/bare-node-304'), 0.9),
		atMost('p99: variant / static by @astrojs/node', ratio('variant-p99/astro-static-p99'), 1),
		atMost(`memory for ${format(variants)} hot variants, beyond bytes`, extraBytes / MB, 64, ' MB'),
	];
}

const LABELS: Readonly<Record<string, string>> = {
	variant: 'ours, a variant',
	default: 'ours, the default',
	ours: 'ours',
	'astro-static': '@astrojs/node, prerendered, without the integration',
	'per-request': '@astrojs/node, on demand, a call of 20 ms for each request',
	'bare-node': 'bare node:http, from memory',
	nginx: 'nginx, the file',
};

const CODED = { variant: 'br', default: 'br', 'bare-node': 'br', nginx: 'gzip' } as const;
const PAGES = ['variant', 'default', 'astro-static', 'per-request', 'bare-node', 'nginx'] as const;

export function tablesOf(
	{ runs, pageBytes, residentBytes }: Served,
	hot: HotVariants,
): readonly Table[] {
	const table = (title: string, toName: (page: string) => string | undefined): Table => ({
		title,
		columns: [
			'',
			'requests/s',
			'of the rounds',
			'p50',
			'p99',
			'p99, one connection',
			'processor time',
		],
		rows: PAGES.map((page) => [LABELS[page] ?? page, ...cells(runs[toName(page) ?? ''])]),
	});
	const coded = (page: string) => Object.entries(CODED).find(([name]) => name === page)?.[1];
	const size = (of: keyof typeof pageBytes) => `${format(pageBytes[of])} bytes`;
	return [
		table(`200, uncompressed (${size('identity')})`, (page) => page),
		table(
			`200, compressed: br (${size('br')}), by nginx gzip (${size('gzip')}): Debian’s has no brotli`,
			(page) => `${page}-${coded(page) ?? ''}`,
		),
		table('304', (page) => `${page}-304`),
		{
			title: 'Resident memory after the load',
			columns: ['', 'MB'],
			rows: Object.entries(residentBytes).map(([name, bytes]) => [
				LABELS[name] ?? name,
				format(bytes / MB),
			]),
		},
		hotTable(hot),
	];
}

function cells(runs: readonly Run[] | undefined): readonly string[] {
	if (runs === undefined) return Array.from({ length: 6 }, () => '–');
	const rates = runs.map(({ requestsPerSecond }) => requestsPerSecond);
	const of = (figure: (run: Run) => number) => format(median(runs.map(figure)));
	const isAsked = runs.every(({ alone }) => alone !== undefined);
	return [
		format(median(rates)),
		`${format(Math.min(...rates))}–${format(Math.max(...rates))}`,
		`${of(({ p50 }) => p50)} ms`,
		`${of(({ p99 }) => p99)} ms`,
		isAsked ? `${of(({ alone }) => alone?.p99 ?? Number.NaN)} ms` : '–',
		`${of(({ processorPerRequest }) => processorPerRequest)} µs`,
	];
}

function hotTable({ variants, bodyBytes, before, after, extraBytes }: HotVariants): Table {
	const mb = (bytes: number) => format(bytes / MB);
	const added = (part: keyof typeof before) => mb(after[part] - before[part]);
	return {
		title: `Memory with ${format(variants)} hot variants, in MB`,
		columns: ['', 'before', 'after', 'added'],
		rows: [
			['resident', mb(before.resident), mb(after.resident), added('resident')],
			['JavaScript heap', mb(before.heapUsed), mb(after.heapUsed), added('heapUsed')],
			['outside of it (buffers)', mb(before.external), mb(after.external), added('external')],
			['bodies, uncompressed and br', '', '', mb(bodyBytes)],
			['beyond the bodies: resident, or in use if that is more', '', '', mb(extraBytes)],
		],
	};
}

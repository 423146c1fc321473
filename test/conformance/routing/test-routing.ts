import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
import type { Engine, RoutingDifference, RunningEngine } from '../engines/engine-types.js';
import { nameConfig, URL_CONFIGS, type UrlConfig } from '../url-config.js';
import { PRO } from '../visitors.js';
import { orderExpected, orderSite } from '../workshop/order.js';
import type { Row } from '../workshop/workshop-types.js';
import { ELSEWHERE, follow, type Found } from './outcome.js';
import { listTargets, type Target } from './spellings.js';

/** What a visitor of the segment `pro` sees in place of the default headline. */
const HERO_OF_PRO: Readonly<Record<string, string>> = {
	'Default hero': 'Hero of the trade',
	Standard: 'Held vom Fach',
};

/** Every spelling of every page's URL, however the site writes its URLs: answered as Astro's own server answers it. */
export function testRouting(engine: Engine, rows: Row[]): void {
	const occurred = new Set<RoutingDifference>();
	const prepare = (config: UrlConfig) =>
		Promise.all([orderSite(engine.mode, config), orderExpected(config)]);

	describe.each(URL_CONFIGS.map((config, index) => [nameConfig(config), config, index] as const))(
		'the URLs of a site: %s',
		(name, config, index) => {
			let running: RunningEngine;
			let expected: readonly Found[];
			beforeAll(async () => {
				const [site, astro] = await prepare(config);
				expected = astro;
				running = await engine.start(site);
				// The next one is built while this one is asked; what fails shows when it is its turn.
				const next = URL_CONFIGS[index + 1];
				if (next !== undefined) prepare(next).catch(() => undefined);
			});
			afterAll(() => running.stop());

			it('is answered as Astro answers it, and with the variant of the visitor', async () => {
				const row = { part: 'URLs (base, format, trailingSlash)', title: name };
				const differences = engine.routing.filter(({ where }) => where?.(config) ?? true);
				try {
					const seen = await compareUrls(running.url, listTargets(config), expected, differences);
					for (const one of seen) occurred.add(one);
					const why = [...new Set(seen.map((one) => one.why))].join('; ');
					rows.push({ ...row, ...(seen.length === 0 ? SAME : { result: 'different', why }) });
				} catch (error) {
					rows.push({ ...row, result: 'failed' });
					throw error;
				}
			});
		},
	);

	it('has every difference of URLs that is declared', () => {
		expect(engine.routing.filter((one) => !occurred.has(one))).toEqual([]);
	});
}

const SAME = { result: 'same' } as const;

/** The declared differences that were seen. Throws for others. */
async function compareUrls(
	url: string,
	targets: readonly Target[],
	expected: readonly Found[],
	differences: readonly RoutingDifference[],
): Promise<readonly RoutingDifference[]> {
	const seen: RoutingDifference[] = [];
	const undeclared: string[] = [];
	for (const [index, target] of targets.entries()) {
		const astro = expected[index];
		if (astro === undefined) throw new Error(`nothing is known of ${target.target}`);
		for (const [who, headers] of Object.entries({ everybody: {}, pro: PRO })) {
			const wanted = who === 'pro' ? { ...astro, hero: HERO_OF_PRO[astro.hero] ?? '' } : astro;
			const found = await follow((...asked) => ask(url, ...asked), target.target, headers);
			if (describeFound(found) === describeFound(wanted)) continue;
			const difference = differences.find((one) =>
				isDeclared(one, target, wanted, found, who === 'pro'),
			);
			if (difference !== undefined) seen.push(difference);
			else {
				undeclared.push(
					`${target.target} for ${who} (${target.spelling}): ${describeFound(wanted)} -> ${describeFound(found)}`,
				);
			}
		}
	}
	expect(undeclared).toEqual([]);
	return seen;
}

function describeFound({ outcome, page, hero }: Found): string {
	return [outcome, page, hero].filter((text) => text !== '').join(' | ');
}

/** Where a page is shown here, it must be the visitor's own, and the one that Astro shows where it shows one. */
function isDeclared(
	declared: RoutingDifference,
	{ spelling }: Target,
	astro: Found,
	here: Found,
	isPro: boolean,
): boolean {
	const expectsPro = isPro && declared.defaultOnly !== true;
	const heroes = expectsPro ? Object.values(HERO_OF_PRO) : Object.keys(HERO_OF_PRO);
	const isOwn = here.hero === '' || heroes.includes(here.hero);
	const isNoPage = [astro.page, here.page].some((page) => page === '' || page === ELSEWHERE);
	return (
		isOwn &&
		declared.spellings.includes(spelling) &&
		declared.astro === astro.outcome &&
		declared.here === here.outcome &&
		(declared.page === undefined || declared.page === astro.page) &&
		(isNoPage || here.page === astro.page)
	);
}

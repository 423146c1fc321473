import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
import type { Engine, RoutingDifference, RunningEngine } from '../engines/engine-types.js';
import { nameConfig, URLS, type UrlConfig } from '../url-config.js';
import { PRO } from '../visitors.js';
import { orderExpected, orderSite } from '../workshop/order.js';
import type { Row } from '../workshop/workshop-types.js';
import { ELSEWHERE, followAll, type Found } from './outcome.js';
import { listTargets, type Target } from './spellings.js';
import { notEmpty } from '../../support/not-empty.js';

/** What a visitor of the segment `pro` sees in place of the default headline. */
const HERO_OF_PRO: Readonly<Record<string, string>> = {
	'Default hero': 'Hero of the trade',
	Standard: 'Held vom Fach',
};

/**
 * Every spelling of every page's URL, however the site writes its URLs: answered as Astro's own server answers it. What is declared of a
 * configuration is seen there.
 */
export function testRouting(engine: Engine, configs: readonly UrlConfig[], rows: Row[]): void {
	const prepare = (config: UrlConfig) =>
		Promise.all([orderSite(engine.mode, config), orderExpected(config)]);

	describe.each(
		notEmpty(configs.map((config, index) => [nameConfig(config), config, index] as const)),
	)('the URLs of a site: %s', (name, config, index) => {
		let running: RunningEngine;
		let expected: readonly Found[];
		beforeAll(async () => {
			const [site, astro] = await prepare(config);
			expected = astro;
			running = await engine.start(site);
			// The next one is built while this one is asked; what fails shows when it is its turn.
			const next = configs[index + 1];
			if (next !== undefined) prepare(next).catch(() => undefined);
		});
		afterAll(() => running.stop());

		it('is answered as Astro answers it, and with the variant of the visitor', async () => {
			const row = { part: URLS, title: name };
			const declared = engine.routing.filter(({ where }) => where?.(config) ?? true);
			try {
				const compared = await compareUrls(running.url, listTargets(config), expected, declared);
				expect(compared.undeclared).toEqual([]);
				expect(declared.filter((one) => !compared.seen.includes(one))).toEqual([]);
				const why = [...new Set(declared.map((one) => one.why))].join('; ');
				rows.push({ ...row, ...(declared.length === 0 ? SAME : { result: 'different', why }) });
			} catch (error) {
				rows.push({ ...row, result: 'failed' });
				throw error;
			}
		});
	});
}

const SAME = { result: 'same' } as const;

interface Compared {
	/** The declared differences that were seen. */
	readonly seen: readonly RoutingDifference[];
	/** Those that are not declared. */
	readonly undeclared: readonly string[];
}

async function compareUrls(
	url: string,
	targets: readonly Target[],
	expected: readonly Found[],
	differences: readonly RoutingDifference[],
): Promise<Compared> {
	const seen: RoutingDifference[] = [];
	const undeclared: string[] = [];
	expect(expected).toHaveLength(targets.length);
	for (const [who, headers] of Object.entries({ everybody: {}, pro: PRO })) {
		const answers = await followAll((...asked) => ask(url, ...asked), targets, headers);
		for (const [index, target] of targets.entries()) {
			const [astro, found] = [expected[index], answers[index]];
			if (astro === undefined || found === undefined) throw new Error(target.target);
			const wanted = {
				...astro,
				hero: who === 'pro' ? (HERO_OF_PRO[astro.hero] ?? '') : astro.hero,
				// To keep a query where Astro loses it is no difference.
				isQueryLost: astro.isQueryLost && found.isQueryLost,
			};
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
	return { seen, undeclared };
}

function describeFound({ outcome, page, hero, isQueryLost }: Found): string {
	return [outcome, page, hero, isQueryLost ? 'its query lost' : '']
		.filter((text) => text !== '')
		.join(' | ');
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
		here.isQueryLost === astro.isQueryLost &&
		declared.spellings.includes(spelling) &&
		declared.astro === astro.outcome &&
		declared.here === here.outcome &&
		(declared.page === undefined || declared.page === astro.page) &&
		(isNoPage || here.page === astro.page)
	);
}

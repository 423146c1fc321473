import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { notEmpty } from '../../support/not-empty.js';
import { ask } from '../../support/ask.js';
import { readStatus, SECRET } from '../../support/control.js';
import { buildLiveSite, type LiveSite } from '../../support/live-site.js';
import { createSeed } from '../../support/matrix-site.js';

const CONFIG = `import { defineChoose, experience, headline } from 'astro-choose/config';
import { z } from 'astro/zod';

const when = (name: string) => ({ profile: { userId: 'segment-' + name }, when: { cookie: { [name]: '1' } } });

export default defineChoose({
	segments: { one: when('one'), two: when('two'), three: when('three') },
	experiences: {
		hero: headline({ per: 'segment', default: { headline: 'Default hero' } }),
		tip: experience({ per: 'segment', schema: z.string(), default: 'Default tip' }),
	},
	visitor: { consent: 'not-needed' },
});
`;
const CHOICES = {
	one: { hero: { headline: 'Hero of one' } },
	two: { tip: 'Tip of two' },
	three: { hero: { headline: 'Hero of three' }, tip: 'Tip of three' },
};
/** [the segments of a visitor, the headline, the tip] Each sees a page of its own, but for the last, who sees the one before. */
const VISITORS = [
	[[], 'Default hero', 'Default tip'],
	[['one'], 'Hero of one', 'Default tip'],
	[['two'], 'Default hero', 'Tip of two'],
	[['three'], 'Hero of three', 'Tip of three'],
	[['two', 'three'], 'Hero of three', 'Tip of two'],
	[['one', 'three'], 'Hero of one', 'Tip of three'],
	[['one', 'two'], 'Hero of one', 'Tip of two'],
	[['one', 'two', 'three'], 'Hero of one', 'Tip of two'],
] as const;
/** What is rendered live, when the build has made the default and the first of the others. */
const LIVE = VISITORS.length - 3;
const AT_ONCE = 10;

const headersOf = (segments: readonly string[]) => ({
	cookie: segments.map((name) => `${name}=1`).join('; '),
});
const options = (page: number) => ({ maxAge: 3_600, budget: { page } });

describe('pages beyond the budget of the build', () => {
	let live: LiveSite;
	beforeAll(async () => {
		live = await buildLiveSite(options(1), async (site) => {
			await site.write('src/choose.config.ts', CONFIG);
			await site.write('choose.seed.json', JSON.stringify(createSeed(CHOICES)));
			await site.write(
				'src/pages/shop.astro',
				'<h1>{Astro.locals.choose.get("hero").headline}</h1>',
			);
		});
	});
	afterAll(() => live.remove());

	const readAll = async (url: string) => {
		const answers = [];
		for (const [segments] of VISITORS) {
			const headers = { ...headersOf(segments), 'accept-encoding': 'identity' };
			answers.push(await ask(url, '/', { headers }));
		}
		return answers;
	};

	it('are rendered once for all who ask first, who see what is theirs', async () => {
		const { url } = await live.serve({ CHOOSE_SECRET: SECRET });
		expect((await readStatus(url)).counters.liveRenders).toBe(0);
		const readTip = async () => (await ask(url, '/', { headers: headersOf(['two']) })).text;
		// The first page of all has the thread started that renders them; that may take longer than a visitor waits.
		await expect.poll(readTip, { timeout: 10_000, interval: 10 }).toContain('Tip of two');
		for (const [at, [segments, hero, tip]] of VISITORS.entries()) {
			const first = await Promise.all(
				Array.from({ length: AT_ONCE }, () => ask(url, '/', { headers: headersOf(segments) })),
			);
			for (const { text, headers } of first) {
				expect(text, segments.join('+')).toContain(`>${hero}</h1>`);
				expect(text, segments.join('+')).toContain(`>${tip}</p>`);
				expect(headers['cache-status']).toBe('choose; hit');
			}
			expect((await readStatus(url)).counters.liveRenders).toBe(
				Math.min(Math.max(1, at - 1), LIVE),
			);
		}
		expect((await readStatus(url)).store).toMatchObject({ live: { variants: LIVE } });
	});

	it('are the same, byte for byte, as with room for all in the build', async () => {
		const small = await live.serve({ CHOOSE_SECRET: SECRET });
		await readAll(small.url);
		const rendered = await readAll(small.url);
		expect((await readStatus(small.url)).counters.liveRenders).toBe(LIVE);
		await live.endAll();
		const FIXTURE_OPTIONS = JSON.stringify(options(64));
		const { code, output } = await live.site.build({ ...live.env, FIXTURE_OPTIONS });
		expect(code, output).toBe(0);
		const large = await live.serve({ CHOOSE_SECRET: SECRET });
		const built = await readAll(large.url);
		expect((await readStatus(large.url)).counters.liveRenders).toBe(0);
		for (const [at, { bytes, headers }] of notEmpty(built.entries())) {
			expect(rendered[at]?.bytes.equals(bytes), VISITORS[at]?.[0].join('+')).toBe(true);
			const { date: _date, ...expected } = headers;
			expect(rendered[at]?.headers).toMatchObject(expected);
		}
	});
});

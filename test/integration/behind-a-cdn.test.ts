import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signAudienceParts } from '../../integration/src/audience/audience-header.js';
import { ask, type Answer } from '../support/ask.js';
import { SECRET, switchTo } from '../support/control.js';
import type { ServedSite } from '../support/fixture.js';
import { buildLiveSite, LATER, readText, WHEN_TOLD, type LiveSite } from '../support/live-site.js';
import { startNginx, type RunningNginx } from '../support/nginx.js';
import { startPurgeReceiver, type PurgeReceiver } from '../support/purge-receiver.js';

const TOKEN = 'the-token-of-the-cdn-under-test';
const HEADER = 'choose-audience';
const DESKTOP = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36';
const PHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15';
const CRAWLER = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';

const { device, segments } = signAudienceParts(
	SECRET,
	['pro', 'student', 'social'].map((name) => ({ name, when: {} })),
);
const [pro = '', student = '', social = ''] = segments;

const DEVICE_PAGE = `---
import Page from '../layouts/Page.astro';
---
<Page title="Device"><h1>{Astro.locals.choose.device}</h1></Page>`;
const ISLAND = `<p id="island">{Astro.locals.choose.get('hero').headline}</p>`;
const ISLAND_PAGE = `---
import Island from '../components/Island.astro';
import Page from '../layouts/Page.astro';
export const prerender = false;
---
<Page title="Island"><h1>{Astro.locals.choose.get('hero').headline}</h1><Island server:defer /></Page>`;

let live: LiveSite;
beforeAll(async () => {
	live = await buildLiveSite({ ...WHEN_TOLD, edge: { maxAge: 60, swr: 600 } }, async (site) => {
		const definitions = await site.read('src/choose.config.ts');
		await site.write(
			'src/choose.config.ts',
			definitions.replace("{ utm_source: 'facebook' } },", "$& persist: '30m',"),
		);
		await site.write('src/pages/device.astro', DEVICE_PAGE);
		await site.write('src/pages/island.astro', ISLAND_PAGE);
		await site.write('src/components/Island.astro', ISLAND);
	});
});
afterAll(() => live.remove());

describe('a server behind a trusted edge', () => {
	let served: ServedSite;
	beforeAll(async () => {
		served = await live.serve({ CHOOSE_SECRET: SECRET });
	});
	afterAll(() => served.stop());

	const get = (path: string, headers: Readonly<Record<string, string>>) =>
		ask(served.url, path, { headers });

	it.each([
		['nobody in particular', device.desktop, 'Default hero'],
		['a segment', `${device.desktop}.${pro}`, 'Pro hero'],
		['another device', `${device.mobile}.${student}`, 'Student hero'],
		['several segments', `${device.desktop}.${social}.${pro}`, 'Social hero'],
		['them in another order', `${device.desktop}.${pro}.${social}`, 'Pro hero'],
	])('answers for the audience that it names: %s', async (_who, named, hero) => {
		const visitor = { [HEADER]: named, cookie: 'plan=student', 'user-agent': PHONE };
		const readHero = async () => readText((await get('/', visitor)).text).hero;
		// A page for several segments is rendered when it is first asked for; that may take longer than a visitor waits.
		await expect.poll(readHero, LATER).toBe(hero);
		const { status, text, headers } = await get('/', visitor);
		expect([status, readText(text).hero]).toEqual([200, hero]);
		expect(headers).toMatchObject({
			'cache-control': 'private, no-cache',
			'cdn-cache-control': 'max-age=60, stale-while-revalidate=600',
			vary: 'Accept-Encoding, Choose-Audience',
			'cache-tag': 'choose,choose-hero,choose-tip',
			'cache-status': 'choose; hit',
		});
		expect(headers).not.toHaveProperty('set-cookie');
		const known = await get('/', { [HEADER]: named, 'if-none-match': headers.etag ?? '' });
		expect(known.status).toBe(304);
		for (const name of ['cache-control', 'cdn-cache-control', 'vary', 'cache-tag', 'etag']) {
			expect(known.headers[name], name).toBe(headers[name]);
		}
	});

	it('tags each page with what it shows', async () => {
		const tagsOf = async (path: string) =>
			(await get(path, { [HEADER]: device.desktop })).headers['cache-tag'];
		expect(await tagsOf('/shop/')).toBe('choose,choose-best-sellers,choose-checkout');
		expect(await tagsOf('/device/')).toBe('choose');
	});

	it('takes the device from it', async () => {
		const phone = { 'user-agent': PHONE };
		const shown = async (headers: Readonly<Record<string, string>>) =>
			readText((await get('/device/', headers)).text).hero;
		expect(await shown({ ...phone, [HEADER]: device.desktop })).toBe('desktop');
		expect(await shown({ [HEADER]: device.mobile })).toBe('mobile');
		expect(await shown(phone)).toBe('mobile');
	});

	it('renders on-demand pages for it, and lets nobody keep them', async () => {
		const { text, headers } = await get('/now', { [HEADER]: `${device.desktop}.${pro}` });
		expect(readText(text).hero).toBe('Pro hero');
		expect(headers['cache-control']).toBe('private, no-cache');
		expect(headers).not.toHaveProperty('cdn-cache-control');
		expect(headers).not.toHaveProperty('cache-tag');
	});

	it('shows in server islands what their page shows', async () => {
		const page = await get('/island?utm_source=facebook', {
			[HEADER]: `${device.desktop}.${social}`,
		});
		expect(readText(page.text).hero).toBe('Social hero');
		const path = /fetch\(['"]([^'"]+)['"]/.exec(page.text)?.[1] ?? '';
		expect(path).toMatch(/^\/_server-islands\//);
		// The edge sees no query here but the island's.
		const island = await get(path.replaceAll('&amp;', '&'), {
			[HEADER]: device.desktop,
			referer: `${served.url}/island?utm_source=facebook`,
		});
		expect(island.text).toContain('<p id="island">Social hero</p>');
		expect(island.headers['cache-control']).toBe('private, no-cache');
	});

	it.each<[string, string]>([
		['unsigned', 'd.pro'],
		['forged', `${device.desktop}.${pro.slice(0, -1)}${pro.endsWith('A') ? 'B' : 'A'}`],
		['of another secret', signAudienceParts('b'.repeat(32), []).device.desktop],
		['sent twice', `${device.desktop}, ${device.desktop}.${pro}`],
		['too long', Array.from({ length: 300 }, () => pro).join('.')],
	])('is not changed by a byte by a header that is %s', async (_how, forged) => {
		const withoutDate = ({ status, headers, bytes }: Answer) => ({
			status,
			headers: { ...headers, date: '' },
			bytes,
		});
		for (const path of ['/', '/shop/', '/now', '/device/?utm_source=x']) {
			const visitors: Record<string, string>[] = [{ 'user-agent': PHONE }, { cookie: 'plan=pro' }];
			for (const headers of visitors) {
				const plain = withoutDate(await get(path, headers));
				expect(withoutDate(await get(path, { ...headers, [HEADER]: forged }))).toEqual(plain);
			}
		}
	});
});

describe('nginx as a trusted edge that keeps pages', () => {
	let receiver: PurgeReceiver;
	let served: ServedSite;
	let nginx: RunningNginx;
	beforeAll(async () => {
		receiver = await startPurgeReceiver(TOKEN);
		served = await live.serve({
			CHOOSE_SECRET: SECRET,
			CHOOSE_PURGE_URL: receiver.url,
			CHOOSE_PURGE_TOKEN: TOKEN,
		});
		nginx = await startNginx((folder) => ({
			http: `
				proxy_cache_path ${folder}/cache keys_zone=choose:1m;
				map $http_user_agent $device { default '${device.desktop}'; ~iPhone '${device.mobile}'; }
				map $cookie_plan $plan { default ''; pro '.${pro}'; student '.${student}'; }
				map $arg_utm_source $source { default ''; facebook '.${social}'; }
				map $http_accept_encoding $coding { default ''; ~br br; ~gzip gzip; }
				map $upstream_http_cdn_cache_control $is_private { '' 1; default 0; }`,
			server: `
				location / {
					set $audience "$device$plan$source";
					proxy_pass ${served.url};
					proxy_set_header Choose-Audience $audience;
					proxy_set_header Accept-Encoding $coding;
					proxy_cache choose;
					proxy_cache_key "$request_uri $audience $coding";
					proxy_ignore_headers Cache-Control Vary;
					proxy_cache_valid 200 60s;
					proxy_no_cache $is_private;
					proxy_hide_header CDN-Cache-Control;
					proxy_hide_header Cache-Tag;
					add_header X-Cache $upstream_cache_status always;
				}`,
		}));
		receiver.purgeFolder(join(nginx.folder, 'cache'));
	});
	afterAll(async () => {
		await nginx.stop();
		await served.stop();
		await receiver.close();
	});

	const get = async (path: string, headers: Readonly<Record<string, string>> = {}) => {
		const answer = await ask(nginx.url, path, { headers });
		return { ...answer, cache: answer.headers['x-cache'], hero: readText(answer.text).hero };
	};

	it('is told to forget all when a server of another build starts', async () => {
		await expect.poll(() => receiver.calls, LATER).toEqual([['choose']]);
	});

	it('keeps one page for each audience, and sends nobody another’s', async () => {
		const visitors = [
			[{}, 'Default hero'],
			[{ cookie: 'plan=pro' }, 'Pro hero'],
			[{ cookie: 'plan=student; theme=1' }, 'Student hero'],
			[{ cookie: 'plan=pro', 'user-agent': PHONE }, 'Pro hero'],
		] as const;
		for (const cache of ['MISS', 'HIT', 'HIT']) {
			for (const [headers, hero] of visitors) {
				expect(await get('/', headers)).toMatchObject({ status: 200, hero, cache });
			}
		}
		const others = { cookie: 'plan=pro; other=visitor', 'user-agent': `${DESKTOP} another` };
		expect(await get('/', others)).toMatchObject({ hero: 'Pro hero', cache: 'HIT' });
	});

	it('answers 304 by itself, and tells browsers and caches before it to ask each time', async () => {
		const first = await get('/shop/', { cookie: 'plan=pro', 'accept-encoding': 'br' });
		const known = await get('/shop/', {
			cookie: 'plan=pro',
			'accept-encoding': 'br',
			'if-none-match': first.headers.etag ?? '',
		});
		expect([known.status, known.cache]).toEqual([304, 'HIT']);
		expect(known.headers['cache-control']).toBe('private, no-cache');
		expect(known.headers).not.toHaveProperty('cdn-cache-control');
		expect(known.headers.etag).toMatch(/-br"$/);
	});

	it('puts its own header in the place of a visitor’s', async () => {
		const forged = { [HEADER]: `${device.desktop}.${pro}` };
		expect(await get('/', forged)).toMatchObject({ hero: 'Default hero', cache: 'HIT' });
	});

	it('keeps no on-demand page', async () => {
		await get('/now', { cookie: 'plan=pro' });
		expect(await get('/now', { cookie: 'plan=pro' })).toMatchObject({
			hero: 'Pro hero',
			cache: 'MISS',
		});
	});

	it('forgets the pages of a decision that has changed, and no other', async () => {
		const asPro = { cookie: 'plan=pro' };
		await get('/', asPro);
		await get('/shop/', asPro);
		const before = receiver.calls.length;
		await live.change(served.url, { hero: { headline: 'Newer hero' } });
		await expect.poll(async () => (await get('/', asPro)).hero, LATER).toBe('Newer hero');
		expect(receiver.calls.slice(before)).toEqual([['choose-hero']]);
		expect(await get('/shop/', asPro)).toMatchObject({ status: 200, cache: 'HIT' });
		expect(await get('/', asPro)).toMatchObject({ hero: 'Newer hero', cache: 'HIT' });
	});

	it('forgets what is switched off, and on again', async () => {
		const asPro = { cookie: 'plan=pro' };
		const { hero } = await get('/', asPro);
		await switchTo('off', served.url, 'hero');
		await expect.poll(async () => (await get('/', asPro)).hero, LATER).toBe('Default hero');
		await switchTo('on', served.url, 'hero');
		await expect.poll(async () => (await get('/', asPro)).hero, LATER).toBe(hero);
		expect(receiver.calls.slice(-2)).toEqual([['choose-hero'], ['choose-hero']]);
	});

	it('is told with a token that no log shows', () => {
		expect(served.process.output()).toMatch(/purge=done tags=choose-hero/);
		expect(served.process.output()).not.toContain(TOKEN);
		expect(served.process.output()).not.toContain(pro);
	});
});

describe('nginx with a cache as it comes, and no rules of ours', () => {
	let served: ServedSite;
	let nginx: RunningNginx;
	beforeAll(async () => {
		await live.decide({});
		served = await live.serve();
		nginx = await startNginx((folder) => ({
			http: `proxy_cache_path ${folder}/cache keys_zone=plain:1m;`,
			server: `
				location / {
					proxy_pass ${served.url};
					proxy_cache plain;
					proxy_cache_valid 200 10m;
					add_header X-Cache $upstream_cache_status always;
				}`,
		}));
	});
	afterAll(async () => {
		await nginx.stop();
		await served.stop();
	});

	it('is a cache', async () => {
		const { text } = await ask(nginx.url, '/');
		const style = /href="(\/_astro\/[^"]+\.css)"/.exec(text)?.[1] ?? '';
		await ask(nginx.url, style);
		expect((await ask(nginx.url, style)).headers['x-cache']).toBe('HIT');
	});

	it('never sends anybody what is another’s', async () => {
		const kept = await ask(served.url, '/?utm_source=facebook', {
			headers: { 'user-agent': DESKTOP },
		});
		const [cookie = ''] = kept.headers['set-cookie']?.[0]?.split(';') ?? [];
		expect(cookie).toMatch(/^choose_segment=./);
		const cookies = ['', 'plan=pro', 'plan=student', cookie, `plan=pro; ${cookie}`];
		const forgeries = ['', 'd.pro', `m~${pro.slice(9)}.${pro}`];
		const visitors = [DESKTOP, PHONE, CRAWLER].flatMap((agent) =>
			cookies.flatMap((sent) =>
				forgeries.flatMap((forged) =>
					['/', '/shop/', '/device/', '/now', '/?utm_source=facebook'].map((path) => ({
						path,
						headers: { 'user-agent': agent, cookie: sent, [HEADER]: forged },
					})),
				),
			),
		);
		const direct = new Map<unknown, string>();
		for (const visitor of visitors) {
			const { text } = await ask(served.url, visitor.path, { headers: visitor.headers });
			direct.set(visitor, text);
		}
		// Those who come one after the other have little in common: 7 has no divisor in common with the number of visitors.
		const mixed = visitors.map((_, at) => visitors[(at * 7) % visitors.length]!);
		expect(new Set(mixed).size).toBe(visitors.length);
		for (const round of [mixed, mixed.toReversed()]) {
			for (let at = 0; at < round.length; at += 10) {
				const group = round.slice(at, at + 10);
				await Promise.all(
					group.map(async (visitor) => {
						const { path, headers } = visitor;
						const answer = await ask(nginx.url, path, { headers });
						const who = JSON.stringify(visitor);
						expect(answer.text, who).toBe(direct.get(visitor));
						expect(answer.headers['x-cache'], who).toBe('MISS');
						expect(answer.headers['cache-control'], who).toBe('private, no-cache');
					}),
				);
			}
		}
		expect(new Set(direct.values()).size).toBeGreaterThan(8);
	});
});

import { once } from 'node:events';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { get, IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { brotliCompressSync } from 'node:zlib';
import { z } from 'astro/zod';
import type { Device } from './links.ts';
import { decidedParts, personalisedPage, type Style } from './personalised-page.ts';
import { buildPlain, VISITOR_QUERY } from './reference-sites.ts';
import { startServer } from './start-server.ts';
import { VIEWS } from './views.ts';

/** A way to show a visitor the same page. */
export interface Contender {
	/** As ratios name it. */
	readonly name: string;
	readonly title: string;
	readonly url: string;
}

/** Milliseconds that the decision endpoint takes beyond the link. */
const DELAYS = [20, 200] as const;
const STYLES: readonly Style[] = ['visible', 'hidden'];

export interface Contenders {
	/** Ours, the plain pages, and those that are personalised in the browser, in this order. */
	readonly all: readonly Contender[];
	/** Of the page that all of them show in the end. */
	readonly headline: string;
	stop(): Promise<void>;
}

/**
 * Builds the plain site for a device, and starts the servers of the contenders of ours, which is served at a URL already. Fails when our
 * variant is not byte for byte the plain page.
 */
export async function startContenders(ours: string, device: Device): Promise<Contenders> {
	const root = await buildPlain(device);
	const entry = join(root, 'dist/server/entry.mjs');
	const plainPage = await readFile(join(root, 'dist/client/index.html'));
	const folder = join(root, 'pages');
	await writePages(folder, plainPage, { ours, device });
	const astro = await startServer([entry], root);
	const pages = await startServer(
		[join(import.meta.dirname, 'page-server.ts'), entry, folder],
		root,
		{ ASTRO_NODE_AUTOSTART: 'disabled' },
	);
	return {
		all: [
			{ name: 'ours', title: 'ours', url: `${ours}/${VISITOR_QUERY}` },
			{ name: 'plain', title: 'plain page, as compressed', url: `${pages.url}/plain/` },
			{ name: 'astro-static', title: 'plain page, @astrojs/node', url: `${astro.url}/` },
			...DELAYS.flatMap((delay) =>
				STYLES.map((style) => ({
					name: `${style}-${delay}ms`,
					title: `in the browser, ${style}, ${delay} ms`,
					url: `${pages.url}/${style}-${delay}/`,
				})),
			),
		],
		headline: /<h1[^>]*>([^<]+)</.exec(plainPage.toString())?.[1] ?? '',
		async stop() {
			await Promise.all([astro.stop(), pages.stop()]);
		},
	};
}

/** What `page-server.ts` serves. */
async function writePages(
	folder: string,
	plainPage: Buffer,
	{ ours, device }: { readonly ours: string; readonly device: Device },
): Promise<void> {
	const ask = (query: string, coding: Coding) => fetchBytes(`${ours}/${query}`, device, coding);
	const variant = await ask(VISITOR_QUERY, 'identity');
	if (!variant.equals(plainPage)) throw new Error('our variant is not the page of Astro alone');
	const usual = (await ask('', 'identity')).toString();
	const pages = DELAYS.flatMap((delay) =>
		STYLES.map((style) => [
			`${style}-${delay}`,
			personalisedPage(usual, style, `/decide/${delay}`),
		]),
	);
	const parts = JSON.stringify(decidedParts(plainPage.toString()));
	await rm(folder, { recursive: true, force: true });
	await mkdir(folder);
	await writeFile(join(folder, 'plain.br'), await ask(VISITOR_QUERY, 'br'));
	for (const [name, text] of [...pages, ['decide', parts]])
		await writeFile(join(folder, `${name}.br`), brotliCompressSync(text ?? ''));
}

type Coding = 'identity' | 'br';

/** A body as it was sent, which `fetch` would have decoded. */
async function fetchBytes(url: string, device: Device, coding: Coding): Promise<Buffer> {
	const { userAgent } = VIEWS[device];
	const asked = get(url, { headers: { 'user-agent': userAgent, 'accept-encoding': coding } });
	const [response] = z.tuple([z.instanceof(IncomingMessage)]).parse(await once(asked, 'response'));
	const { statusCode, headers } = response;
	if (statusCode !== 200 || (headers['content-encoding'] ?? 'identity') !== coding)
		throw new Error(`${url} was answered with ${statusCode}, and not as ${coding}`);
	return buffer(response);
}

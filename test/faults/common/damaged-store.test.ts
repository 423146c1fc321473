import { appendFile, cp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'astro/zod';
import { buildFromSeed } from '../../support/built-site.js';
import { createFixtureSite, type FixtureSite, type ServedSite } from '../../support/fixture.js';
import { decodeIndex, type OpenIndex } from '../../../integration/src/store/decode-index.js';
import { sealIndex } from '../../../integration/src/store/encode-index.js';
import { ask } from '../../support/ask.js';
import { DECIDED, DEFAULTS, PRO, readHome } from '../../support/tiny-pages.js';

const writtenSchema = z.object({
	version: z.number(),
	digest: z.string(),
	index: z.looseObject({}),
});

/** A built site whose store is to be damaged. */
interface Built {
	readonly server: string;
	readonly index: OpenIndex;
}

const indexOf = (server: string) => join(server, 'variants/index.json');
const packOf = ({ server, index }: Built) => join(server, 'variants', index.pack.file);
const readWritten = async ({ server }: Built) =>
	writtenSchema.parse(JSON.parse(await readFile(indexOf(server), 'utf8')));
/** Writes the index with other columns, and their digest. */
const rewrite = async (built: Built, columns: object) =>
	writeFile(indexOf(built.server), sealIndex({ ...(await readWritten(built)).index, ...columns }));

/** What makes a store unusable as a whole, and what the log must name. */
const UNUSABLE: readonly (readonly [string, (built: Built) => Promise<void>, RegExp])[] = [
	[
		'folder is gone',
		({ server }) => rm(join(server, 'variants'), { recursive: true }),
		/index\.json/,
	],
	['index is gone', ({ server }) => rm(indexOf(server)), /index\.json/],
	['index is cut short', ({ server }) => truncate(indexOf(server), 100), /index\.json/],
	['index is empty', ({ server }) => truncate(indexOf(server), 0), /index\.json/],
	[
		'index is of another version',
		async (built) =>
			writeFile(
				indexOf(built.server),
				JSON.stringify({ ...(await readWritten(built)), version: 1 }),
			),
		/version 5.*version 1/,
	],
	['index is of another shape', (built) => rewrite(built, { pages: {} }), /pages\.file/],
	[
		'index is damaged in one byte',
		async ({ server }) => {
			const bytes = await readFile(indexOf(server));
			const at = bytes.indexOf('"identity"') + 30;
			bytes[at] = (bytes[at] ?? 0) ^ 1;
			await writeFile(indexOf(server), bytes);
		},
		/index\.json/,
	],
	[
		'index is of another build',
		(built) => rewrite(built, { build: { modules: ['entry.mjs'], digest: '0' } }),
		/another build/,
	],
	['pack is gone', (built) => rm(packOf(built)), /pack-\w+\.bin/],
	['pack is cut short', (built) => truncate(packOf(built), 500), /pack-\w+\.bin.*500 bytes/],
	[
		'server bundle was edited',
		({ server }) => appendFile(join(server, 'entry.mjs'), '\n// edited'),
		/index\.json.*another build/,
	],
];

describe('a site whose store is damaged', () => {
	let site: FixtureSite;
	let copies = 0;

	/** Damages a copy of the built site and serves it. */
	const serveDamaged = async (damage: (built: Built) => Promise<void>): Promise<ServedSite> => {
		const dist = `dist-${copies++}`;
		await cp(join(site.root, 'dist'), join(site.root, dist), { recursive: true });
		const server = join(site.root, dist, 'server');
		const decoded = decodeIndex(await readFile(indexOf(server)));
		if (decoded.kind !== 'index') throw new Error(`${decoded.expected}, not ${decoded.found}`);
		await damage({ server, index: decoded.index });
		return site.serve({}, `${dist}/server/entry.mjs`);
	};

	beforeAll(async () => {
		site = await createFixtureSite('tiny');
		await buildFromSeed(site);
	});
	afterAll(() => site.remove());

	it('works when it is not, wherever it lies', async () => {
		const served = await serveDamaged(async () => {});
		expect(await readHome(served.url)).toEqual(DECIDED);
		expect(served.process.output()).not.toMatch(/WARN|ERROR/);
		await served.stop();
	});

	it.each(UNUSABLE)(
		'starts when the %s, says so, and serves defaults',
		async (_case, damage, named) => {
			const served = await serveDamaged(damage);
			try {
				expect(served.process.output()).toMatch(/\[ERROR\] \[choose\] /);
				expect(served.process.output()).toMatch(named);
				expect(await readHome(served.url)).toEqual({ nobody: DEFAULTS, pro: DEFAULTS });
				const { text } = await ask(served.url, '/');
				expect(text).toBe(await site.read('dist/client/index.html'));
			} finally {
				await served.stop();
			}
		},
	);

	describe('in the bytes of one variant', () => {
		let served: ServedSite;

		beforeAll(async () => {
			served = await serveDamaged(async (built) => {
				const pack = await readFile(packOf(built));
				const { pages, bodies } = built.index;
				const digests = pages.flatMap(({ variants }) => variants.map(({ body }) => body));
				const proHero = [...new Set(digests)].filter((digest) => {
					const [offset, length] = bodies.find(digest, 'identity')!;
					return pack.subarray(offset, offset + length).includes('Pro hero');
				});
				for (const digest of proHero) {
					const [offset, length] = bodies.find(digest, 'identity')!;
					const middle = offset + Math.floor(length / 2);
					pack[middle] = (pack[middle] ?? 0) ^ 1;
				}
				await writeFile(packOf(built), pack);
			});
		});
		afterAll(() => served.stop());

		it('renders it again, and says so once', async () => {
			await expect
				.poll(async () => (await ask(served.url, '/', { headers: PRO })).text, { timeout: 20_000 })
				.toContain('Pro hero');
			for (const acceptEncoding of ['identity', 'gzip', 'identity']) {
				const headers = { ...PRO, 'accept-encoding': acceptEncoding };
				const { status, text, headers: received } = await ask(served.url, '/', { headers });
				expect(status).toBe(200);
				expect(text).toContain('Pro hero');
				expect(received).toMatchObject({
					'cache-control': 'private, no-cache',
					vary: 'Accept-Encoding, User-Agent, Cookie',
				});
			}
			const said = served.process.output().match(/bytes of index\.html are gone or damaged/g);
			expect(said).toHaveLength(1);
		});

		it('serves the codings that are whole', async () => {
			const headers = { ...PRO, 'accept-encoding': 'br' };
			expect((await ask(served.url, '/', { headers })).text).toContain('Pro hero');
		});

		it('serves the other variants', async () => {
			expect((await readHome(served.url)).nobody).toEqual(DECIDED.nobody);
		});
	});
});

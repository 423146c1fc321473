import { join } from 'node:path';
import { afterAll, assert, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'astro/zod';
import { decodeIndex } from '../../integration/src/store/decode-index.js';
import {
	createFixtureSite,
	readTree,
	startFixtureEmulator,
	type FixtureSite,
} from '../support/fixture.js';
import type { FinishedProcess } from '../support/process.js';
import { notEmpty } from '../support/not-empty.js';

const exposuresSchema = z.object({
	exposures: z.array(
		z.object({
			experience: z.string(),
			identity: z.record(z.string(), z.string()),
			device: z.string(),
			sessionId: z.string(),
		}),
	),
});
type Exposures = z.output<typeof exposuresSchema>['exposures'];

/** The bodies that a written index has, by their digests. */
const writtenIndexSchema = z.object({
	index: z.object({ bodies: z.object({ digest: z.array(z.string()) }) }),
});

const reportSchema = z.object({
	calls: z.object({ made: z.number(), failed: z.number() }),
	plainPages: z.number(),
	pages: z.array(z.object({ path: z.string() })),
	warnings: z.array(z.unknown()),
});

const CHOOSE_SECRET = 'what cookies are sealed with at run time';
const SECRETS = [
	'fixture-secret',
	Buffer.from('key:fixture-secret').toString('base64'),
	CHOOSE_SECRET,
];

describe('what a build leaves behind', () => {
	const sites: FixtureSite[] = [];
	let chosen: FinishedProcess;
	let exposures: Exposures;
	let plainTree: Map<string, Buffer>;
	let tree: Map<string, Buffer>;

	const fileNamed = (pattern: RegExp): string => {
		const file = [...tree].find(([name]) => pattern.test(name));
		if (file === undefined)
			throw new Error(`no ${String(pattern)} in ${[...tree.keys()].join(' ')}`);
		return file[1].toString();
	};
	const clientOf = (files: Map<string, Buffer>) =>
		new Map([...files].filter(([name]) => name.startsWith('client/')));

	beforeAll(async () => {
		const plain = await createFixtureSite('basic');
		const site = await createFixtureSite('basic');
		sites.push(plain, site);
		const { emulator, env } = await startFixtureEmulator(site);
		const [plainBuild, build] = await Promise.all([
			plain.build({ FIXTURE_PLAIN: '1' }),
			site.build({ ...env, CHOOSE_SECRET }),
		]);
		expect(plainBuild.code, plainBuild.output).toBe(0);
		chosen = build;
		const answer = await fetch(new URL('/exposures', emulator.controlUrl));
		exposures = exposuresSchema.parse(await answer.json()).exposures;
		await emulator.close();
		plainTree = await readTree(join(plain.root, 'dist'));
		tree = await readTree(join(site.root, 'dist'));
	});
	afterAll(() => Promise.all(sites.map((site) => site.remove())));

	it('succeeds without a warning', () => {
		expect(chosen.code, chosen.output).toBe(0);
		expect(chosen.output).not.toMatch(/WARN|ERROR/);
	});

	it('has the default pages byte for byte as Astro alone builds them', () => {
		const client = clientOf(tree);
		const added = [...client.keys()].filter((name) => !plainTree.has(name));
		expect(added).toEqual([expect.stringMatching(/^client\/_astro\/wide\..*\.webp$/)]);
		for (const [name, bytes] of notEmpty(clientOf(plainTree))) {
			// The original of an image that only a variant uses: Astro removes it once the image is made.
			if (/^client\/_astro\/wide\.[^_]*\.png$/.test(name)) continue;
			expect(client.get(name)?.equals(bytes), name).toBe(true);
		}
	});

	it('puts nothing of the store or the report into the client folder', () => {
		const names = [...clientOf(tree).keys()].filter((name) =>
			/choose|variant|pack-|report/.test(name),
		);
		expect(names).toEqual([]);
		for (const [name, bytes] of notEmpty(clientOf(tree))) {
			for (const text of ['Pro hero', 'Acme hero', 'Social ', 'As seen', 'N1', 'swipe']) {
				expect(bytes.includes(text), `${text} in ${name}`).toBe(false);
			}
		}
	});

	it('stores variants of the pages that read something, and of no other', () => {
		const written = fileNamed(/variants\/index\.json$/);
		const decoded = decodeIndex(Buffer.from(written));
		assert(decoded.kind === 'index');
		const { pages } = decoded.index;
		expect(pages.map(({ file }) => file).sort()).toEqual([
			'blog/first/index.html',
			'blog/ü x/index.html',
			'device/index.html',
			'index.html',
			'notes/one/index.html',
		]);
		const stored = pages.flatMap(({ variants }) => variants.map(({ body }) => body));
		const { bodies } = writtenIndexSchema.parse(JSON.parse(written)).index;
		expect(new Set(stored)).toEqual(new Set(bodies.digest));
	});

	it('asks Choose once for each segment, device and witness, in a visit of its own', () => {
		const calls = exposures.filter(({ experience }) => experience === 'beacon');
		const asked = calls.map(
			({ identity, device }) => `${Object.values(identity).at(-1)} ${device}`,
		);
		const identities = ['account-acme', 'segment_pro', 'witness-pro', 'segment-social'];
		const expected = [...identities, 'segment-same', 'segment-everyone'].flatMap((identity) => [
			`${identity} desktop`,
			`${identity} mobile`,
		]);
		expect(asked.sort()).toEqual(expected.sort());
		expect(new Set(exposures.map(({ sessionId }) => sessionId)).size).toBe(expected.length);
	});

	it('never asks for an experience that is decided per visitor', () => {
		expect(exposures.map(({ experience }) => experience)).not.toContain('test');
	});

	it('reports what it did', () => {
		const report = reportSchema.parse(JSON.parse(fileNamed(/^choose-report\.json$/)));
		expect(report.calls).toMatchObject({ made: 12, failed: 0 });
		expect(report.pages.map(({ path }) => path).sort()).toEqual([
			'/',
			'/blog/first/',
			'/blog/ü x/',
			'/device/',
			'/notes/one/',
		]);
		expect(fileNamed(/^choose-report\.html$/)).toContain('/notes/one/');
		expect(chosen.output).toContain('choose-report.html');
	});

	it('keeps secrets out of everything it writes and prints', () => {
		for (const secret of SECRETS) {
			expect(chosen.output).not.toContain(secret);
			const holders = [...tree].filter(([, bytes]) => bytes.includes(secret));
			expect(holders.map(([name]) => name)).toEqual([]);
		}
	});
});

import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
	emptyEdgeFolder,
	listEdgeFiles,
	writeEdgeFiles,
} from '../../../integration/src/export/edge-folder.js';
import { readTree } from '../../support/fixture.js';

let root: string;
let folder: URL;
beforeEach(async () => {
	root = await mkdtemp(join(tmpdir(), 'choose-edge-'));
	folder = pathToFileURL(`${join(root, 'edge')}/`);
});
afterEach(() => rm(root, { recursive: true }));

const FILES = new Map([
	['manifest.json', '{}'],
	['nginx/http.conf', 'map'],
]);
const names = async () => [...(await readTree(root)).keys()];
const put = async (file: string) => {
	await mkdir(dirname(join(root, file)), { recursive: true });
	await writeFile(join(root, file), 'mine');
};

describe('the edge folder', () => {
	it('gets files, and a list of them', async () => {
		await writeEdgeFiles(folder, FILES, { isSecret: false });
		expect(await names()).toEqual([
			'edge/choose-files.json',
			'edge/manifest.json',
			'edge/nginx/http.conf',
		]);
		expect(await readFile(new URL('nginx/http.conf', folder), 'utf8')).toBe('map');
	});

	it.each([
		[true, 0o600],
		[false, 0o644],
	])(
		'has files with secrets (%s) for their owner only, whatever was there',
		async (isSecret, mode) => {
			await put('edge/manifest.json');
			await put('edge/manifest.json.partial');
			await writeEdgeFiles(folder, FILES, { isSecret });
			expect((await stat(new URL('manifest.json', folder))).mode & 0o777).toBe(mode);
		},
	);

	it('gets all files or none', async () => {
		// A folder where a file is to be.
		await put('edge/nginx/http.conf/x');
		await expect(writeEdgeFiles(folder, FILES, { isSecret: false })).rejects.toThrow();
		const left = await names();
		expect(left).not.toContain('edge/manifest.json');
		expect(left.filter((name) => name.endsWith('.partial'))).toEqual([]);
		expect(left).toContain('edge/nginx/http.conf/x');
	});

	it('is gone when all in it was ours', async () => {
		await listEdgeFiles(folder, ['variants/index.json']);
		await writeEdgeFiles(folder, FILES, { isSecret: false });
		await put('edge/variants/index.json');
		await put(`edge/variants/pack-${'0a'.repeat(8)}.bin`);
		await put('edge/variants/pack-123.partial');
		await emptyEdgeFolder(folder);
		await expect(stat(folder)).rejects.toThrow('ENOENT');
	});

	it('keeps what somebody else has put there', async () => {
		await writeEdgeFiles(folder, FILES, { isSecret: false });
		const mine = ['edge/nginx/own.conf', 'edge/own.txt', 'edge/variants/pack-of-cards.bin'];
		for (const file of mine) await put(file);
		await emptyEdgeFolder(folder);
		expect(await names()).toEqual(mine);
	});

	it.each([
		['that no build has written to', undefined],
		['whose list is cut', '{"version":1,"files":["own.txt"'],
		['whose list reaches outside', '{"version":1,"files":["own.txt","../beside.txt"]}'],
		['whose list is absolute', '{"version":1,"files":["own.txt","/etc/hosts"]}'],
	])('%s is left as it is', async (_what, list) => {
		await put('edge/own.txt');
		await put('beside.txt');
		if (list !== undefined) await writeFile(new URL('choose-files.json', folder), list);
		const before = await names();
		await emptyEdgeFolder(folder);
		expect(await names()).toEqual(before);
	});
});

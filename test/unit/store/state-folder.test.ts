import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
	locateStateFolder,
	prepareStateFolder,
} from '../../../integration/src/store/state-folder.js';

const SERVER = new URL('file:///srv/shop/dist/server/');

describe('the state folder', () => {
	const below = (path: string) => pathToFileURL(join(process.cwd(), path)).href;
	it.each<[string, string | undefined, string]>([
		['stands beside the server', undefined, 'file:///srv/shop/dist/server/choose-state/'],
		['likewise, if the variable is empty', '', 'file:///srv/shop/dist/server/choose-state/'],
		['is the folder named', '/var/lib/shop', 'file:///var/lib/shop/'],
		['is the folder named with a slash', '/var/lib/shop/', 'file:///var/lib/shop/'],
		['is named from the working directory', 'state/shop', `${below('state/shop')}/`],
		['may have a name that is no address', '/var/a b#c?d%', 'file:///var/a%20b%23c%3Fd%25/'],
	])('%s', (_name, named, url) => {
		expect(locateStateFolder(SERVER, named).url.href).toBe(url);
	});

	it('holds everything else', () => {
		const { url, ...others } = locateStateFolder(SERVER, '/var/a b');
		const places = Object.values(others).map(({ href }) => href);
		expect(places.filter((href) => !href.startsWith(url.href))).toEqual([]);
		expect(new Set(places).size).toBe(places.length);
	});
});

describe('preparing the state folder', () => {
	let root: string;
	beforeEach(() => {
		root = mkdtempSync(join(tmpdir(), 'choose-state-'));
	});
	afterEach(() => {
		chmodSync(root, 0o700);
		rmSync(root, { recursive: true, force: true });
	});

	it('makes it, with the folders above it', () => {
		const folder = locateStateFolder(SERVER, join(root, 'a/b'));
		expect(prepareStateFolder(folder)).toBe(true);
		expect(existsSync(folder.url)).toBe(true);
		expect(prepareStateFolder(folder)).toBe(true);
	});

	it('says no where a file stands in its way', () => {
		writeFileSync(join(root, 'a'), '');
		expect(prepareStateFolder(locateStateFolder(SERVER, join(root, 'a/b')))).toBe(false);
		expect(prepareStateFolder(locateStateFolder(SERVER, join(root, 'a')))).toBe(false);
	});

	// Root may write everywhere.
	it.skipIf(process.getuid?.() === 0)('says no where nothing may be written', () => {
		chmodSync(root, 0o500);
		expect(prepareStateFolder(locateStateFolder(SERVER, root))).toBe(false);
		expect(prepareStateFolder(locateStateFolder(SERVER, join(root, 'a')))).toBe(false);
	});
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { completeConnection } from '../../../integration/src/choose/complete-connection.js';
import { missingApiKey, readEnvironment } from '../../../integration/src/connection.js';
import { parseOptions } from '../../../integration/src/options.js';

describe('the environment', () => {
	let root: URL;
	beforeEach(async () => {
		root = pathToFileURL(`${await mkdtemp(join(tmpdir(), 'choose-env-'))}/`);
		vi.stubEnv('INTEMPT_API_KEY', undefined);
		vi.stubEnv('INTEMPT_API_URL', undefined);
	});
	afterEach(async () => {
		vi.unstubAllEnvs();
		await rm(root, { recursive: true });
	});
	const write = (file: string, text: string) => writeFile(new URL(file, root), text);

	it('of a project without any says nothing', () => {
		expect(readEnvironment(root, 'production')).toEqual({ apiKey: undefined, url: undefined });
	});

	it('is read from .env files', async () => {
		await write('.env', 'INTEMPT_API_KEY=a.b\nINTEMPT_API_URL=http://127.0.0.1:1\n');
		expect(readEnvironment(root, 'production')).toEqual({
			apiKey: 'a.b',
			url: 'http://127.0.0.1:1',
		});
	});

	it('of the process comes before .env', async () => {
		await write('.env', 'INTEMPT_API_KEY=from.file\n');
		vi.stubEnv('INTEMPT_API_KEY', 'from.process');
		expect(readEnvironment(root, 'production').apiKey).toBe('from.process');
	});

	it('takes an empty key as none', () => {
		vi.stubEnv('INTEMPT_API_KEY', '');
		expect(readEnvironment(root, 'production').apiKey).toBeUndefined();
	});
});

describe('the connection', () => {
	const options = parseOptions({ org: 'acme', project: 'web', auth: 'basic', timeout: 700 });

	it('is that of the options and the key', () => {
		expect(completeConnection(options, { apiKey: 'a.b', url: undefined })).toEqual({
			url: 'https://api.intempt.com',
			org: 'acme',
			project: 'web',
			apiKey: 'a.b',
			auth: 'basic',
			timeout: 700,
		});
	});

	it.each([
		['the option', 'http://option', 'http://environment', 'http://option'],
		['the environment without one', undefined, 'http://environment', 'http://environment'],
		["Intempt's own without either", undefined, undefined, 'https://api.intempt.com'],
	])('goes to the address of %s', (_what, url, environment, expected) => {
		const connection = completeConnection({ ...options, url }, { apiKey: 'a.b', url: environment });
		expect(connection?.url).toBe(expected);
	});

	it('is none without a key', () => {
		expect(completeConnection(options, { apiKey: undefined, url: undefined })).toBeUndefined();
	});

	it('that a production build lacks is an error that says what to set', () => {
		expect(missingApiKey().problems).toEqual([
			{
				name: 'MissingApiKey',
				path: 'INTEMPT_API_KEY',
				expected: 'the API key of your Intempt project',
				found: 'nothing, neither in the environment nor in .env',
				hint: "Set INTEMPT_API_KEY where the site is built, or build without Intempt with choose({ decisions: 'defaults' }) or 'lockfile'.",
			},
		]);
	});
});

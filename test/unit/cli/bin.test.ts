import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const BIN = fileURLToPath(new URL('../../../integration/bin/', import.meta.url));
const BUILT = 'console.log("ran " + process.argv[2]);';
const BUILD = `const fs = require('node:fs');
console.log('compiled');
fs.mkdirSync('dist/cli', { recursive: true });
fs.writeFileSync('dist/cli/index.js', ${JSON.stringify(BUILT)});
`;

describe('bin/astro-choose.js', () => {
	let folder: string;
	const write = async (files: Record<string, string>) => {
		for (const [name, text] of Object.entries(files)) {
			const path = join(folder, name);
			await mkdir(dirname(path), { recursive: true });
			await writeFile(path, text);
		}
	};
	const start = () => {
		const args = [join(folder, 'bin/astro-choose.js'), 'status'];
		return spawnSync(process.execPath, args, { encoding: 'utf8' });
	};
	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), 'bin-'));
		await cp(BIN, join(folder, 'bin'), { recursive: true });
		const manifest = { type: 'module', scripts: { build: 'node build.cjs' } };
		await write({ 'package.json': JSON.stringify(manifest), 'build.cjs': BUILD });
	});
	afterEach(() => rm(folder, { recursive: true, force: true }));

	it('runs what is built, and builds nothing', async () => {
		await write({ 'dist/cli/index.js': BUILT, 'src/cli/index.ts': '' });
		expect(start()).toMatchObject({ status: 0, stdout: 'ran status\n', stderr: '' });
	});

	it('builds a checkout that is not built, and prints nothing of that on stdout', async () => {
		await write({ 'src/cli/index.ts': '' });
		const { status, stdout, stderr } = start();
		expect({ status, stdout }).toEqual({ status: 0, stdout: 'ran status\n' });
		expect(stderr).toContain('not built yet');
		expect(stderr).toContain('compiled');
	});

	it('says how to see why a checkout cannot be built', async () => {
		await write({ 'src/cli/index.ts': '', 'build.cjs': 'process.exit(1);' });
		const { status, stderr } = start();
		expect(status).toBe(1);
		expect(stderr).toContain('npm run build:package');
	});

	it('does not build an installed package, of which files are missing', () => {
		const { status, stdout, stderr } = start();
		expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
		expect(stderr).toContain('dist/cli/index.js');
		expect(stderr).not.toContain('not built yet');
	});
});

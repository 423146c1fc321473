/**
 * Runs the matrix against the next Astro: in a copy of this repository under `.cache`, with the packages of Astro at their `next` tag.
 * Where a package has no such tag, its `latest` is taken. `ASTRO_NEXT` names another version or tag of astro itself.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'astro/zod';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const COPY = join(ROOT, '.cache/astro-next');

rmSync(COPY, { recursive: true, force: true });
for (const file of git('ls-files', '--cached', '--others', '--exclude-standard')) {
	mkdirSync(dirname(join(COPY, file)), { recursive: true });
	cpSync(join(ROOT, file), join(COPY, file), { force: true });
}
// The versions that are locked are not the ones asked for.
rmSync(join(COPY, 'package-lock.json'), { force: true });

const manifestFile = join(COPY, 'package.json');
const manifest = z
	.looseObject({ devDependencies: z.record(z.string(), z.string()) })
	.parse(JSON.parse(readFileSync(manifestFile, 'utf8')));
const { devDependencies } = manifest;
for (const name of Object.keys(devDependencies).filter(isOfAstro)) {
	const version = nextVersionOf(name);
	if (version === devDependencies[name]) continue;
	console.log(`${name} ${version} (here ${devDependencies[name] ?? ''})`);
	devDependencies[name] = version;
}
writeFileSync(manifestFile, JSON.stringify(manifest, null, '\t'));

// The peer ranges of the packages know nothing of the next version yet.
run('npm', ['install', '--no-audit', '--no-fund', '--legacy-peer-deps']);
run('npm', ['run', 'build:package']);
run('npx', ['--no-install', 'vitest', 'run', '--project', 'matrix', ...process.argv.slice(2)]);

function isOfAstro(name: string): boolean {
	return name === 'astro' || name.startsWith('@astrojs/');
}

function nextVersionOf(name: string): string {
	const asked = name === 'astro' ? process.env.ASTRO_NEXT : undefined;
	const tags = z.record(z.string(), z.string()).parse(
		JSON.parse(
			execFileSync('npm', ['view', name, 'dist-tags', '--json'], {
				encoding: 'utf8',
				stdio: ['ignore', 'pipe', 'ignore'],
			}),
		),
	);
	if (asked !== undefined) return tags[asked] ?? asked;
	const version = tags.next ?? tags.latest;
	if (version === undefined) throw new Error(`${name} has neither a next nor a latest version`);
	if (tags.next === undefined && name === 'astro') {
		console.log('astro has no version tagged `next` at present: its latest is tested.');
	}
	return version;
}

function git(...args: string[]): string[] {
	const listed = execFileSync('git', ['-C', ROOT, ...args, '-z'], { encoding: 'utf8' });
	return listed.split('\0').filter((file) => file !== '');
}

function run(command: string, args: readonly string[]): void {
	const { status } = spawnSync(command, args, { cwd: COPY, stdio: 'inherit' });
	if (status !== 0) process.exit(status ?? 1);
}

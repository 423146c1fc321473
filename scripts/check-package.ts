/**
 * Packs the package, and asks publint whether its manifest is right, and attw (are the types wrong?) whether TypeScript finds the
 * types of every entry.
 */
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { packPackage } from './pack-package.ts';

/** What attw need not look at. */
const ATTW = [
	// Only asks the registry for types by others.
	'--no-definitely-typed',
	// The package is for `import` alone, as Astro is.
	...['--profile', 'esm-only'],
	// Astro components: TypeScript reads them through Astro's own tools, and test/package/types.test.ts does.
	...['--exclude-entrypoints', './components', './components/*'],
];

await using packed = await packPackage();
const problems = [...(await lintManifest()), ...checkTypes()];
for (const problem of problems) console.error(problem);
if (problems.length === 0) console.log('publint and attw found nothing wrong in the tarball.');
process.exitCode = problems.length === 0 ? 0 : 1;

async function lintManifest(): Promise<readonly string[]> {
	const { buffer: tarball } = new Uint8Array(await readFile(packed.tarball));
	const { messages, pkg } = await publint({ pack: { tarball }, strict: true });
	return messages.map((message) => `publint: ${formatMessage(message, pkg) ?? message.code}`);
}

function checkTypes(): readonly string[] {
	const { status, stdout, stderr } = spawnSync('attw', [packed.tarball, '--no-emoji', ...ATTW], {
		encoding: 'utf8',
	});
	return status === 0 ? [] : [`attw: ${stdout}${stderr}`];
}

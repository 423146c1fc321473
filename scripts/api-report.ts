/**
 * Writes `integration/api.md`: every type that a site can reach, as it is published, so that a review sees what a change does to it.
 * With `--check`, fails when the file is not what the build says.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';
import { listTypedEntries } from './typed-entries.ts';

const REPORT = new URL('../integration/api.md', import.meta.url);
const DIST = new URL('../integration/dist/', import.meta.url);

const entries = await listTypedEntries();
const report = await prettier.format(
	`# The types that are published

Written by \`npm run update:api\` from the built package. Removing or narrowing something here breaks sites; so does asking for more.

${(await describeFiles()).join('\n')}`,
	{ ...(await prettier.resolveConfig(fileURLToPath(REPORT))), filepath: fileURLToPath(REPORT) },
);

if (!process.argv.includes('--check')) {
	await writeFile(REPORT, report);
} else if ((await readFile(REPORT, 'utf8').catch(() => '')) === report) {
	console.log(`integration/api.md has the types of all ${entries.size} entries.`);
} else {
	console.error(
		[
			'The public types are not those of integration/api.md.',
			'If that is meant: `npm run update:api`, commit the file, and write a changeset (`npx changeset`).',
		].join('\n'),
	);
	process.exitCode = 1;
}

/** The declarations of the entries, and then of what they import. */
async function describeFiles(): Promise<readonly string[]> {
	// A map is also walked over what is added on the way.
	const titles = new Map(
		[...entries].map(([entry, name]) => [
			new URL(`${name}.d.ts`, DIST).href,
			entry.replace('.', 'astro-choose'),
		]),
	);
	const parts: string[] = [];
	for (const [file, title] of titles) {
		const types = await readFile(new URL(file), 'utf8');
		for (const [, path = ''] of types.matchAll(/ from ["'](\.{1,2}\/.+)\.js["']/g)) {
			const imported = new URL(`${path}.d.ts`, file).href;
			if (!titles.has(imported)) titles.set(imported, 'Imported by entries');
		}
		const name = file.slice(DIST.href.length);
		parts.push(`## ${title}: \`${name}\`\n\n\`\`\`ts\n${types.trim()}\n\`\`\`\n`);
	}
	return parts;
}

/**
 * Replaces the declarations that `tsc` wrote into `integration/dist`, one for each module, by a few: one for each typed entry of the
 * package, one for each module that a component imports, and what these share. Part of the package's build.
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { dts } from 'rolldown-plugin-dts';
import { listTypedEntries } from './typed-entries.ts';

const PACKAGE = fileURLToPath(new URL('../integration/', import.meta.url));
const DIST = join(PACKAGE, 'dist');

const names = new Set([...(await listTypedEntries()).values(), ...(await listComponentImports())]);
const bundle = await rolldown({
	input: Object.fromEntries([...names].map((name) => [`${name}.d`, join(DIST, `${name}.d.ts`)])),
	external: (id) => !/^[./]/.test(id),
	plugins: [dts({ emitDtsOnly: true, tsconfig: false })],
});
const { output } = await bundle.generate({
	format: 'es',
	// Names of declarations end in `.d`.
	entryFileNames: '[name].ts',
	chunkFileNames: 'shared/[name].ts',
	minifyInternalExports: false,
});
await bundle.close();
for (const name of await readdir(DIST, { recursive: true })) {
	if (name.endsWith('.d.ts')) await rm(join(DIST, name));
}
for (const file of output) {
	if (file.type !== 'chunk') continue;
	const path = join(DIST, file.fileName);
	await mkdir(dirname(path), { recursive: true });
	// A declaration is the same whichever module it comes from.
	await writeFile(path, file.code.replaceAll(/^\/\/ dist\/.+\n/gm, ''));
}

/** The modules of `dist` that components import, without their extension. */
async function listComponentImports(): Promise<readonly string[]> {
	const folder = join(PACKAGE, 'components');
	const components = (await readdir(folder)).filter((name) => name.endsWith('.astro'));
	const sources = await Promise.all(components.map((name) => readFile(join(folder, name), 'utf8')));
	return sources.flatMap((source) =>
		[...source.matchAll(/ from '\.\.\/dist\/(.+)\.js'/g)].map(([, name = '']) => name),
	);
}

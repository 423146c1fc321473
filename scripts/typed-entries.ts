import { readFile } from 'node:fs/promises';
import { z } from 'astro/zod';

const MANIFEST = new URL('../integration/package.json', import.meta.url);
const manifestSchema = z.object({
	exports: z.record(z.string(), z.union([z.string(), z.object({ types: z.string() })])),
});

/** The declaration of each typed entry of the package (`./config`), relative to `dist` and without its extension. */
export async function listTypedEntries(): Promise<ReadonlyMap<string, string>> {
	const { exports } = manifestSchema.parse(JSON.parse(await readFile(MANIFEST, 'utf8')));
	const typed = new Map<string, string>();
	for (const [entry, target] of Object.entries(exports)) {
		if (typeof target === 'string') continue;
		typed.set(entry, target.types.replace(/^\.\/dist\/(.+)\.d\.ts$/, '$1'));
	}
	if (typed.size === 0) throw new Error('No entry of integration/package.json has types.');
	return typed;
}

import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { AstroConfig, AstroPrerenderer } from 'astro';
import { z } from 'astro/zod';

type StaticPath = Awaited<ReturnType<AstroPrerenderer['getStaticPaths']>>[number];

/**
 * Which pages Astro may take over from its last build (`experimental.incrementalBuild`): those that read nothing. A page that is not
 * rendered shows nobody what it reads, so one that may read is rendered in every build.
 */
export interface IncrementalPages {
	/** The paths of this build with the keys that Astro is to go by. Called once, before anything is rendered. */
	withKeys(paths: readonly StaticPath[]): Promise<StaticPath[]>;
	/** The default of a path was rendered. */
	onRendered(component: string, url: string, reads: boolean): void;
	/** Every default is there: keeps what was found for the next build, and tells how many pages come from the last one. */
	finish(): Promise<number>;
}

/** Everything is rendered in every build. */
export const NOT_INCREMENTAL: IncrementalPages = {
	withKeys: (paths) => Promise.resolve(paths.map(({ cacheKey: _, ...path }) => path)),
	onRendered: () => undefined,
	finish: () => Promise.resolve(0),
};

const FILE = 'astro-choose/incremental-pages.json';
const foundSchema = z.object({
	version: z.literal(1),
	/** Begins every key of the builds that this was handed on by: what Astro keeps under other keys is unknown. */
	generation: z.string(),
	/** Paths that read something. */
	reading: z.array(z.string()),
});

export function createIncrementalPages({
	cacheDir,
	base,
}: Pick<AstroConfig, 'cacheDir' | 'base'>): IncrementalPages {
	const file = new URL(FILE, cacheDir);
	const known = new Set<string>();
	const unrendered = new Set<string>();
	const reading = new Set<string>();
	let generation = '';
	let isCertain = true;

	return {
		async withKeys(paths) {
			const last = await take(file);
			generation = last?.generation ?? randomUUID();
			const readingLast = new Set(last?.reading);
			return paths.map(({ cacheKey, ...path }) => {
				const { pathname } = new URL(join(base, path.pathname), 'http://localhost');
				const name = nameOf(path.route.component, pathname);
				known.add(name);
				if (cacheKey === undefined || readingLast.has(name)) return path;
				unrendered.add(name);
				return { ...path, cacheKey: `${generation} ${cacheKey}` };
			});
		},
		onRendered(component, url, reads) {
			const name = nameOf(component, new URL(url).pathname);
			if (!known.has(name)) isCertain = false;
			unrendered.delete(name);
			if (reads) reading.add(name);
		},
		async finish() {
			if (isCertain) await keep(file, { version: 1, generation, reading: [...reading] });
			return unrendered.size;
		},
	};
}

// One build's word on the next: a build that fails in between leaves nothing, so that the one after it renders everything.
async function take(file: URL): Promise<z.infer<typeof foundSchema> | undefined> {
	try {
		return foundSchema.parse(JSON.parse(await readFile(file, 'utf8')));
	} catch {
		return undefined;
	} finally {
		await rm(file, { force: true });
	}
}

async function keep(file: URL, found: z.infer<typeof foundSchema>): Promise<void> {
	const partial = new URL(`${file.href}.${process.pid}.partial`);
	await mkdir(new URL('./', file), { recursive: true });
	await writeFile(partial, JSON.stringify(found));
	await rename(partial, file);
}

function join(base: string, pathname: string): string {
	return `${base.replace(/\/$/, '')}/${pathname.replace(/^\//, '')}`;
}

// The same for a path and for the URL that it is rendered by, whichever file it becomes.
function nameOf(component: string, pathname: string): string {
	return `${component} ${pathname.replace(/(?:\/index)?\.html$/, '').replace(/\/$/, '')}`;
}

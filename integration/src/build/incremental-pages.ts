import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroConfig, AstroPrerenderer } from 'astro';
import { describeStyles, type BuildPages } from '../astro-styles.js';
import { restoreImageUrls } from '../astro-images.js';
import type { Rendered } from '../rendering/rendered.js';
import type { StoreIndex } from '../store/index-file.js';
import { answers } from '../variants/match.js';
import type { Outcome } from '../variants/reads.js';
import type { SharedInputs } from '../vite-plugin-incremental.js';
import { findDefaultFile } from './client-files.js';
import { createKeptPages, type Kept, type KeptPage } from './kept-pages.js';
import type { BuiltPage } from './render-variants.js';
import { keptPageOf, type RestoredPage } from './restored-page.js';
import type { VariedPage } from './varied-page.js';

type StaticPath = Awaited<ReturnType<AstroPrerenderer['getStaticPaths']>>[number];
type Stored = Pick<StoreIndex, 'bodies'> & { readonly pack: URL | undefined };

/** What Astro has taken over from its last build. */
export interface Restored {
	/** How many pages that read nothing. */
	readonly plainPages: number;
	readonly varied: readonly RestoredPage[];
}

/**
 * Which pages Astro may take over from its last build (`experimental.incrementalBuild`): those whose reads are known from it, and that
 * would be rendered with the same code. A page that is not rendered shows nobody what it reads.
 */
export interface IncrementalPages {
	/** The paths of this build with the keys that Astro is to go by. Called once, before anything is rendered. */
	withKeys(paths: readonly StaticPath[], defaults: Outcome): Promise<StaticPath[]>;
	/** The default of a path was rendered. */
	onRendered(component: string, url: string, rendered: Pick<Rendered, 'reads' | 'traces'>): void;
	/** Every default is there. */
	restore(): Promise<Restored>;
	/** In the order of their paths, wherever they come from. */
	inOrder(pages: readonly VariedPage[]): readonly VariedPage[];
	/** Everything is stored: keeps it for the next build. */
	keep(built: readonly BuiltPage[], stored: Stored): Promise<void>;
}

/** Everything is rendered in every build. */
export const NOT_INCREMENTAL: IncrementalPages = {
	withKeys: (paths) => Promise.resolve(paths.map(({ cacheKey: _, ...path }) => path)),
	onRendered: () => undefined,
	restore: () => Promise.resolve({ plainPages: 0, varied: [] }),
	inOrder: (pages) => pages,
	keep: () => Promise.resolve(),
};

export interface IncrementalOptions {
	readonly config: Pick<AstroConfig, 'cacheDir' | 'base'> & {
		readonly security: Pick<AstroConfig['security'], 'csp'>;
		readonly build: Pick<AstroConfig['build'], 'client'>;
	};
	/** Complete when the paths are asked for. */
	readonly inputs: SharedInputs;
	readonly pages: () => BuildPages;
}

interface KnownPath {
	readonly order: number;
	readonly path: StaticPath;
	readonly styles: string;
	/** Begins the key that Astro keeps it under; undefined: it keeps it not. */
	prefix: string | undefined;
}

export function createIncrementalPages({
	config,
	inputs,
	pages,
}: IncrementalOptions): IncrementalPages {
	const kept = createKeptPages(config.cacheDir);
	const known = new Map<string, KnownPath>();
	const unrendered = new Set<string>();
	const reading = new Set<string>();
	const images = new Map<string, Record<string, string>>();
	// A page's own policy names every script of the site.
	const isTraceable = !config.security.csp;
	let last: Kept | undefined;
	let generation = '';
	let isCertain = false;

	const assets = () => digestOf([...inputs.assets].sort().join('\n'));
	const isStill = (page: KeptPage, styles: string, defaults: Outcome) =>
		isTraceable &&
		last?.assets === assets() &&
		page.styles === styles &&
		answers(page.variants[0].reads, defaults);

	return {
		async withKeys(paths, defaults) {
			const taken = await kept.take();
			last = taken?.code === inputs.code ? taken : undefined;
			generation = last?.generation ?? randomUUID();
			isCertain = true;
			const [readingLast, fresh] = [new Set(last?.reading), randomUUID()];
			const prefixOf = (name: string, styles: string) => {
				if (readingLast.has(name)) return undefined;
				const page = last?.varied[name];
				if (page === undefined) return generation;
				return isStill(page, styles, defaults) ? page.prefix : fresh;
			};
			const named = paths.map((path) => {
				const { pathname } = new URL(withBase(config.base, path.pathname), 'http://localhost');
				return { path, name: nameOf(path.route.component, pathname) };
			});
			const counts = Map.groupBy(named, ({ name }) => name);
			return named.map(({ path, name }, at) => {
				const order = path.route.type === 'fallback' ? at + paths.length : at;
				const styles = digestOf(describeStyles(pages(), path.route));
				const isKeyed = path.cacheKey !== undefined && counts.get(name)?.length === 1;
				const prefix = isKeyed ? prefixOf(name, styles) : undefined;
				known.set(name, { order, path, styles, prefix });
				if (last?.varied[name] !== undefined) reading.add(name);
				const { cacheKey, ...keyless } = path;
				if (prefix === undefined) return keyless;
				unrendered.add(name);
				return { ...keyless, cacheKey: `${prefix} ${cacheKey}` };
			});
		},
		onRendered(component, url, { reads, traces }) {
			const name = nameOf(component, new URL(url).pathname);
			if (!known.has(name)) isCertain = false;
			unrendered.delete(name);
			if (reads.length > 0) {
				reading.add(name);
			} else {
				reading.delete(name);
				images.set(name, traces?.imageUrls ?? {});
			}
		},
		async restore() {
			const varied: RestoredPage[] = [];
			let plainPages = 0;
			for (const name of unrendered) {
				const page = last?.varied[name];
				const route = known.get(name)?.path.route;
				if (page === undefined || route === undefined) {
					plainPages++;
					const imageUrls = last?.images[name] ?? {};
					images.set(name, imageUrls);
					restoreImageUrls(imageUrls);
					continue;
				}
				const path = decodeURI(new URL(page.request.url).pathname);
				const place = { path, base: config.base, digest: page.variants[0].body };
				const { client } = config.build;
				// What another route or a public file has replaced is no page of its own.
				const file = await findDefaultFile(client, place);
				if (file === undefined) continue;
				const bytes = () => readFileSync(join(fileURLToPath(client), file));
				varied.push({ path, page, route, bytes, read: kept.read });
			}
			return { plainPages, varied };
		},
		inOrder: (all) => {
			const orderOf = ({ request }: VariedPage) =>
				known.get(nameOf(request.component, new URL(request.url).pathname))?.order ?? Infinity;
			return all.toSorted((a, b) => orderOf(a) - orderOf(b));
		},
		async keep(built, { bodies, pack }) {
			const { code } = inputs;
			if (!isCertain || code === undefined) return;
			const varied: Kept['varied'] = {};
			for (const one of built) {
				const { component, url } = one.page.request;
				const name = nameOf(component, new URL(url).pathname);
				const { prefix, styles } = known.get(name) ?? {};
				if (!isTraceable || prefix === undefined || styles === undefined) continue;
				const page = keptPageOf(one, { prefix, styles });
				if (page !== undefined) varied[name] = page;
			}
			await kept.keep(
				{
					generation,
					code,
					assets: assets(),
					reading: [...reading].filter((name) => !(name in varied)),
					varied,
					images: Object.fromEntries(
						[...images].filter(([, urls]) => Object.keys(urls).length > 0),
					),
					bodies,
				},
				pack,
			);
		},
	};
}

function digestOf(text: string): string {
	return createHash('sha256').update(text).digest('base64url');
}

function withBase(base: string, pathname: string): string {
	return `${base.replace(/\/$/, '')}/${pathname.replace(/^\//, '')}`;
}

// The same for a path and for the URL that it is rendered by, whichever file it becomes.
function nameOf(component: string, pathname: string): string {
	return `${component} ${pathname.replace(/(?:\/index)?\.html$/, '').replace(/\/$/, '')}`;
}

/** What Astro does with images while it prerenders pages. */
import type { AstroPrerenderer } from 'astro';
import { renderScope, type RenderScope } from './rendering/scope.js';
import type { RenderTraces } from './rendering/traces.js';

type StaticImages = Awaited<ReturnType<NonNullable<AstroPrerenderer['collectStaticImages']>>>;
type AddStaticImage = (options: object, hashed: readonly string[], file?: string) => string;

/** The images of a build, as the pages that it rendered have them. */
export interface BuiltImages {
	/** The URL of each, by what it was asked for with. */
	readonly urls: Readonly<Record<string, string>>;
	/** Originals, as their modules name them, that are deleted because pages show them only in other sizes or formats. */
	readonly deleted: readonly string[];
}

/** The images that the pages rendered so far have asked for. */
export function collectedImages(): StaticImages {
	const images = propertyOf(assets(), 'staticImages');
	const none: StaticImages = new Map();
	return isStaticImages(images) ? images : none;
}

/** What is noted of the images of a build. */
const notedUrls = new WeakMap<object, Map<string, string>>();
const urlsOfScopes = new WeakMap<RenderScope, Map<string, string>>();

/** Notes from now on which URL each image is given; asked for the result when everything is rendered. */
export function watchImages(): () => BuiltImages {
	const urls = new Map<string, string>();
	const own = assets();
	if (own !== undefined) notedUrls.set(own, urls);
	const add = propertyOf(own, 'addStaticImage');
	if (own !== undefined && isAddStaticImage(add)) {
		const noting: AddStaticImage = (options, hashed, file) => {
			const url = add(options, hashed, file);
			const key = keyOf(options, hashed);
			urls.set(key, url);
			const scope = renderScope.getStore();
			if (scope !== undefined) noteUrl(scope, key, url);
			return url;
		};
		Reflect.set(own, 'addStaticImage', noting);
	}
	return () => {
		const referenced = propertyOf(own, 'referencedImages');
		const isKept = (file: string) => referenced instanceof Set && referenced.has(file);
		const originals = [...collectedImages().values()].map(
			({ originalSrcPath = '' }) => originalSrcPath,
		);
		return {
			urls: Object.fromEntries(urls),
			deleted: originals.filter((file) => file !== '' && !isKept(file)),
		};
	};
}

/** The URLs of the images that a rendering has asked for, since they are watched. */
export function imageUrlsOf(scope: RenderScope): Readonly<Record<string, string>> {
	return Object.fromEntries(urlsOfScopes.get(scope) ?? []);
}

/** Gives a build the images of a rendering that comes from the last one, as if it were rendered. */
export function restoreImages({ staticImages, referencedImages, imageUrls }: RenderTraces): void {
	const own = assets();
	if (own === undefined) return;
	const images = collectedImages();
	for (const { originalPath, originalSrcPath, hash, finalPath, transform } of staticImages) {
		const known = images.get(originalPath) ?? { originalSrcPath, transforms: new Map() };
		images.set(originalPath, known);
		if (!known.transforms.has(hash)) known.transforms.set(hash, { finalPath, transform });
	}
	Reflect.set(own, 'staticImages', images);
	const referenced = propertyOf(own, 'referencedImages');
	if (referenced instanceof Set) for (const file of referencedImages) referenced.add(file);
	restoreImageUrls(imageUrls);
}

/** The same for a rendering whose images Astro has restored. */
export function restoreImageUrls(urls: RenderTraces['imageUrls']): void {
	const own = assets();
	const noted = own && notedUrls.get(own);
	for (const [key, url] of Object.entries(urls)) noted?.set(key, url);
}

/** Gives the pages rendered from now on the images of a build; `onMissing` is told of one that it has not, and says what to throw. */
export function provideImages(
	{ urls, deleted }: BuiltImages,
	onMissing: (image: string) => Error,
): void {
	const gone = new Set(deleted);
	const add: AddStaticImage = (options, hashed) => {
		const url = urls[keyOf(options, hashed)];
		if (url === undefined) throw onMissing(sourceOf(options));
		return url;
	};
	const referencedImages = {
		add(file: string) {
			if (gone.has(file)) throw onMissing(file.replace(/^.*[\\/]/, ''));
		},
	};
	Reflect.set(globalThis, 'astroAsset', { addStaticImage: add, referencedImages });
}

function noteUrl(scope: RenderScope, key: string, url: string): void {
	const urls = urlsOfScopes.get(scope) ?? new Map<string, string>();
	urlsOfScopes.set(scope, urls.set(key, url));
}

// Astro tells images apart by the same properties.
function keyOf(options: object, hashed: readonly string[]): string {
	return JSON.stringify(
		hashed.map((name) =>
			name === 'src' ? sourceOf(options) : (propertyOf(options, name) ?? null),
		),
	);
}

function sourceOf(options: object): string {
	const source = propertyOf(options, 'src');
	return String(typeof source === 'object' ? propertyOf(source, 'src') : source);
}

function assets(): object | undefined {
	const found = propertyOf(globalThis, 'astroAsset');
	return typeof found === 'object' && found !== null ? found : undefined;
}

function propertyOf(of: unknown, name: string): unknown {
	return typeof of === 'object' && of !== null ? Reflect.get(of, name) : undefined;
}

function isStaticImages(images: unknown): images is StaticImages {
	return images instanceof Map;
}

function isAddStaticImage(add: unknown): add is AddStaticImage {
	return typeof add === 'function';
}

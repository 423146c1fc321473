/** What Astro does with images while it prerenders pages. */
import type { AstroPrerenderer } from 'astro';

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

/** Notes from now on which URL each image is given; asked for the result when everything is rendered. */
export function watchImages(): () => BuiltImages {
	const urls = new Map<string, string>();
	const own = assets();
	const add = propertyOf(own, 'addStaticImage');
	if (own !== undefined && isAddStaticImage(add)) {
		const noting: AddStaticImage = (options, hashed, file) => {
			const url = add(options, hashed, file);
			urls.set(keyOf(options, hashed), url);
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

import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** A change of one file of Astro, as a later version could make it. */
export interface AstroChange {
	/** Below `node_modules`. */
	readonly file: string;
	readonly from: string;
	readonly to: string;
}

export interface AstroCopy {
	/** What a module below `node_modules` exports, as the copy has it. */
	import<Exports>(file: string): Promise<Exports>;
	/** The source of a file, as the copy has it. */
	source(file: string): string;
}

const MODULES = join(dirname(fileURLToPath(import.meta.url)), '../../node_modules');
const COPIED = /\/node_modules\/(?:astro|@astrojs\/node)\//;
const MARK = 'astro-copy';

const copies = new Map<string, { changes: readonly AstroChange[]; stubs: Stubs }>();
type Stubs = Readonly<Record<string, string>>;

registerHooks({
	resolve(specifier, context, next) {
		const copy = copyOf(context.parentURL);
		const stub = copy && copies.get(copy)?.stubs[specifier];
		if (stub !== undefined) {
			const source = `data:text/javascript,${encodeURIComponent(stub)}`;
			return { url: source, format: 'module', shortCircuit: true };
		}
		const resolved = next(specifier, context);
		if (copy === undefined || !COPIED.test(resolved.url)) return resolved;
		return { ...resolved, url: `${resolved.url}?${MARK}=${copy}` };
	},
	load(url, context, next) {
		const copy = copyOf(url);
		if (copy === undefined || !url.includes('.js?')) return next(url, context);
		const path = fileURLToPath(url.slice(0, url.indexOf('?')));
		const changes = copies.get(copy)?.changes ?? [];
		const source = changed(readFileSync(path, 'utf8'), path, changes);
		return { format: 'module', source, shortCircuit: true };
	},
});

function copyOf(url: string | undefined): string | undefined {
	return url === undefined ? undefined : new RegExp(`[?&]${MARK}=(\\d+)`).exec(url)?.[1];
}

function changed(source: string, path: string, changes: readonly AstroChange[]): string {
	return changes
		.filter(({ file }) => path === join(MODULES, file))
		.reduce((text, { from, to }) => {
			if (!text.includes(from)) throw new Error(`${path} does not contain ${from}`);
			return text.replaceAll(from, to);
		}, source);
}

/**
 * The installed Astro and its Node adapter, loaded once more, with changes. `stubs`: sources of modules in place of those that are
 * imported by these names.
 */
export function copyAstro(changes: readonly AstroChange[] = [], stubs: Stubs = {}): AstroCopy {
	const copy = String(copies.size);
	copies.set(copy, { changes, stubs });
	return {
		async import<Exports>(file: string) {
			const url = `${pathToFileURL(join(MODULES, file)).href}?${MARK}=${copy}`;
			return (await import(/* @vite-ignore */ url)) as Exports;
		},
		source(file) {
			const path = join(MODULES, file);
			return changed(readFileSync(path, 'utf8'), path, changes);
		},
	};
}

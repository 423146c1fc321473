import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadEnv, runnerImport } from 'vite';
import { ChooseError } from '../errors.js';
import type { ChooseDefinition } from './definition-types.js';

export interface LoadedDefinition {
	readonly definition: ChooseDefinition;
	/** Files that the definitions were made from; a change of one is a change of them. */
	readonly dependencies: readonly string[];
}

export interface LoadOptions {
	readonly root: URL;
	/** Vite's: `production` or `development`. */
	readonly mode: string;
}

/**
 * Loads `src/choose.config.ts`, with whatever TypeScript it uses.
 *
 * @throws {ChooseError} ConfigNotFound, ConfigNotReadable, or what `defineChoose` found wrong.
 */
export async function loadDefinition(
	file: URL,
	{ root, mode }: LoadOptions,
): Promise<LoadedDefinition> {
	const path = fileURLToPath(file);
	if (!existsSync(path)) {
		throw new ChooseError({
			name: 'ConfigNotFound',
			path,
			expected: 'a file that exports defineChoose({…}) as its default',
			found: 'no file',
			hint: 'Create it, or name another with choose({ config }).',
		});
	}
	const { module, dependencies } = await importModule(path, fileURLToPath(root), mode);
	const definition: unknown =
		typeof module === 'object' && module !== null ? Reflect.get(module, 'default') : undefined;
	if (!isDefinition(definition)) {
		throw new ChooseError({
			name: 'ConfigNotReadable',
			path,
			expected: 'export default defineChoose({…})',
			found: definition === undefined ? 'no default export' : 'another default export',
			hint: 'Export what defineChoose() returns as the default.',
		});
	}
	return { definition, dependencies: [path, ...dependencies] };
}

async function importModule(
	path: string,
	root: string,
	mode: string,
): Promise<{ readonly module: unknown; readonly dependencies: readonly string[] }> {
	try {
		return await runnerImport<unknown>(path, {
			configFile: false,
			root,
			mode,
			define: defineEnvironment(root, mode),
			logLevel: 'silent',
		});
	} catch (cause) {
		if (isChooseError(cause)) throw cause;
		throw new ChooseError(
			{
				name: 'ConfigNotReadable',
				path,
				expected: 'a module that can be imported',
				found: cause instanceof Error ? cause.message : String(cause),
				hint: 'Correct the module; it is loaded by Node while Astro starts, without the site around it.',
			},
			{ cause },
		);
	}
}

// What `import.meta.env` says in the site's own bundle, so that both evaluations of the definitions agree.
function defineEnvironment(root: string, mode: string): Record<string, string> {
	const isProduction = mode === 'production';
	const environment = {
		...loadEnv(mode, root, 'PUBLIC_'),
		MODE: mode,
		PROD: isProduction,
		DEV: !isProduction,
		SSR: true,
	};
	return Object.fromEntries(
		Object.entries(environment).map(([name, value]) => [
			`import.meta.env.${name}`,
			JSON.stringify(value),
		]),
	);
}

// The definitions are evaluated in a module graph of their own, with classes of their own: known by their form.
function isChooseError(error: unknown): error is Error {
	return error instanceof Error && 'problems' in error && Array.isArray(error.problems);
}

function isDefinition(value: unknown): value is ChooseDefinition {
	return (
		typeof value === 'object' &&
		value !== null &&
		'segments' in value &&
		Array.isArray(value.segments) &&
		'experiences' in value &&
		'groups' in value
	);
}

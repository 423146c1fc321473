import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';
import type { ChooseDefinition } from '../definition/definition-types.js';
import { loadDefinition } from '../definition/load-definition.js';
import { ChooseError, describeThrown } from '../errors.js';
import { findOptions } from '../exposed-options.js';
import { parseOptions, type ResolvedOptions } from '../options.js';
import { folderUrl } from './state-options.js';

/** Those that Astro looks for, in its order. */
export const CONFIG_FILES = ['mjs', 'js', 'ts', 'mts', 'cjs', 'cts'].map(
	(end) => `astro.config.${end}`,
);

export interface Project {
	readonly root: URL;
	readonly options: ResolvedOptions;
	/** Without the site's locales, which make no difference to what is asked. */
	readonly definition: ChooseDefinition;
}

/**
 * Loads what a build would: the integration's options from `astro.config`, and the definitions.
 *
 * @throws {ChooseError} ProjectNotReadable; what the definitions throw.
 */
export async function loadProject(folder: string): Promise<Project> {
	const cwd = folderUrl(folder);
	const name = CONFIG_FILES.find((one) => existsSync(new URL(one, cwd)));
	if (name === undefined) {
		throw notReadable(fileURLToPath(cwd), 'an astro.config file', 'none');
	}
	const file = fileURLToPath(new URL(name, cwd));
	const found = findOptions(await importDefault(file, fileURLToPath(cwd)));
	if (found === undefined) throw notReadable(file, 'choose() among the integrations', 'none');
	const options = parseOptions(found.options);
	const root = found.root === undefined ? cwd : folderUrl(found.root);
	const { definition } = await loadDefinition(new URL(options.config, root), {
		root,
		mode: 'production',
	});
	return { root, options, definition };
}

async function importDefault(file: string, root: string): Promise<unknown> {
	try {
		const { module } = await runnerImport<{ readonly default?: unknown }>(file, {
			configFile: false,
			root,
			mode: 'production',
			logLevel: 'silent',
		});
		return module.default;
	} catch (cause) {
		throw notReadable(file, 'a module that can be imported', describeThrown(cause), cause);
	}
}

function notReadable(path: string, expected: string, found: string, cause?: unknown): ChooseError {
	return new ChooseError(
		{
			name: 'ProjectNotReadable',
			path,
			expected,
			found,
			hint: 'Run it in the folder of astro.config, or name that folder with --root.',
		},
		{ cause },
	);
}

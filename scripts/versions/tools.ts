import { execFileSync } from 'node:child_process';
import { access, mkdir, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { run, type Env } from '../../test/support/process.ts';
import { MANAGERS, type Row } from './table.ts';

/** How one package manager is called in a site. */
export interface ManagerCommands {
	/** The arguments that install what the site's package.json names. */
	readonly install: readonly string[];
	/** The arguments in front of a command that the site's packages bring. */
	readonly exec: readonly string[];
	readonly env: Env;
}

/** Node and package managers of exact versions, installed below `cache` the first time they are asked for. */
export interface Toolbox {
	/** The file of a Node of this version. */
	node(version: string): Promise<string>;
	/** The package manager of a row, run by the Node of the row. */
	manager(row: Row): Promise<ManagerCommands>;
}

export function createToolbox(cache: string): Toolbox {
	return {
		async node(version) {
			if (version === process.versions.node) return process.execPath;
			const folder = join(cache, `node-${version}`);
			const file = join(folder, 'node_modules/node/bin/node');
			await installOnce(folder, file, [`node@${version}`]);
			return file;
		},
		async manager({ manager, node }) {
			const nodeFile = await this.node(node);
			const path = [dirname(nodeFile), process.env.PATH].join(delimiter);
			const env: Env = { PATH: path, npm_config_user_agent: undefined, npm_execpath: undefined };
			if (manager === 'npm') return npmCommands(env);
			const folder = join(cache, `managers-${Object.values(MANAGERS).join('-')}`);
			const file = (name: string) => join(folder, 'node_modules', name);
			const pnpm = file('pnpm/bin/pnpm.mjs');
			const yarn = file('@yarnpkg/cli-dist/bin/yarn.js');
			const packages = Object.entries(MANAGERS).map(([name, version]) => `${name}@${version}`);
			await installOnce(folder, yarn, packages);
			return manager === 'pnpm'
				? pnpmCommands([nodeFile, pnpm], env, cache)
				: yarnCommands([nodeFile, yarn], env, cache);
		},
	};
}

function npmCommands(env: Env): ManagerCommands {
	return {
		install: ['npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'],
		exec: ['npm', 'exec', '--offline', '--no', '--'],
		env,
	};
}

function pnpmCommands(pnpm: readonly string[], env: Env, cache: string): ManagerCommands {
	const store = `--config.store-dir=${join(cache, 'pnpm-store')}`;
	return {
		install: [...pnpm, 'install', '--prefer-offline', '--ignore-scripts', store],
		exec: [...pnpm, 'exec'],
		env,
	};
}

// Yarn reads no .npmrc: a registry that is set there has to be named.
function yarnCommands(yarn: readonly string[], env: Env, cache: string): ManagerCommands {
	const registry = execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim();
	return {
		install: [...yarn, 'install', '--no-immutable'],
		exec: [...yarn, 'exec'],
		env: {
			...env,
			// Astro itself does not build with Plug'n'Play, which Vite no longer supports.
			YARN_NODE_LINKER: 'node-modules',
			YARN_NPM_REGISTRY_SERVER: registry.replace(/\/$/, ''),
			YARN_GLOBAL_FOLDER: join(cache, 'yarn'),
			YARN_ENABLE_SCRIPTS: 'false',
			YARN_ENABLE_TELEMETRY: 'false',
		},
	};
}

/** A folder that was left half done has no such file, and is made again. */
async function installOnce(
	folder: string,
	file: string,
	packages: readonly string[],
): Promise<void> {
	if (
		await access(file).then(
			() => true,
			() => false,
		)
	)
		return;
	await rm(folder, { recursive: true, force: true });
	await mkdir(folder, { recursive: true });
	await writeFile(join(folder, 'package.json'), '{ "private": true }');
	const { code, output } = await run(
		'npm',
		['install', '--prefer-offline', '--no-audit', '--no-fund', ...packages],
		{ cwd: folder },
	);
	if (code !== 0) throw new Error(`npm install ${packages.join(' ')}:\n${output}`);
	await access(file);
}

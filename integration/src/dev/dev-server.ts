import { fileURLToPath } from 'node:url';
import type { AstroConfig, AstroIntegrationLogger } from 'astro';
import type { ViteDevServer } from 'vite';
import { createChooseClient } from '../choose/client.js';
import { NO_CHOOSE } from '../choose/no-choose.js';
import type { Connection } from '../choose/choose-types.js';
import { loadDefinition, type LoadedDefinition } from '../definition/load-definition.js';
import { siteLocales, withSiteLocales } from '../definition/site-locales.js';
import type { ResolvedOptions } from '../options.js';
import { createDevSite, type DevSite } from './dev-site.js';
import { startDevEmulator } from './dev-emulator.js';

export interface DevServerOptions {
	readonly server: ViteDevServer;
	readonly loaded: LoadedDefinition;
	readonly definitionFile: URL;
	readonly options: ResolvedOptions;
	readonly config: AstroConfig;
	/** Undefined: the embedded emulator answers. */
	readonly connection: Connection | undefined;
	readonly logger: AstroIntegrationLogger;
}

/** Connects `astro dev` to decisions, and to edits of the definitions and of the seed. */
export async function setUpDevServer(dev: DevServerOptions): Promise<void> {
	const { server, loaded, options, config, logger } = dev;
	const seedFile = fileURLToPath(new URL(options.seed, config.root));
	const reload = () => {
		server.ws.send({ type: 'full-reload', path: '*' });
	};
	const running: { site?: DevSite } = {};
	const emulator =
		dev.connection === undefined
			? await startDevEmulator({
					seedFile,
					options,
					logger,
					onChange: () => {
						running.site?.forget();
						reload();
					},
				})
			: undefined;
	const connection = dev.connection ?? emulator?.connection;
	const client = connection === undefined ? NO_CHOOSE : createChooseClient(connection);
	const site = createDevSite({
		definition: loaded.definition,
		client,
		config,
		maxAge: options.maxAge * 1_000,
		onProblem: (message) => {
			logger.warn(message);
		},
	});
	running.site = site;
	server.middlewares.use(site.handle);
	server.httpServer?.once('close', () => {
		void client.close();
		void emulator?.close();
	});
	watchDefinition(dev, (definition) => {
		site.redefine(definition);
		reload();
	});
}

function watchDefinition(
	{ server, loaded, definitionFile, config, logger }: DevServerOptions,
	onChange: (definition: LoadedDefinition['definition']) => void,
): void {
	const loadEdited = async (): Promise<LoadedDefinition> => {
		const edited = await loadDefinition(definitionFile, {
			root: config.root,
			mode: 'development',
		});
		const definition = withSiteLocales(edited.definition, siteLocales(config.i18n));
		return { ...edited, definition };
	};
	let watched = new Set(loaded.dependencies);
	let latest = 0;
	server.watcher.add([...watched]);
	server.watcher.on('change', (file) => {
		if (!watched.has(file)) return;
		const edit = ++latest;
		loadEdited().then(
			({ definition, dependencies }) => {
				if (edit !== latest) return;
				watched = new Set(dependencies);
				server.watcher.add(dependencies);
				logger.info('definitions reloaded');
				onChange(definition);
			},
			(error: unknown) => {
				const message = error instanceof Error ? error.message : String(error);
				logger.error(`${message}\nThe definitions before this edit stay in force.`);
			},
		);
	});
}

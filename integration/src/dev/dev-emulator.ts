import { existsSync } from 'node:fs';
import type { AstroIntegrationLogger } from 'astro';
import type { Connection } from '../choose/choose-types.js';
import { startEmulator } from '../emulator/listen.js';
import { missingApiKey } from '../connection.js';
import type { ResolvedOptions } from '../options.js';

export interface DevEmulator {
	readonly connection: Connection;
	close(): Promise<void>;
}

/** Starts the emulator that answers in `astro dev` without a key, from the project's seed. */
export async function startDevEmulator({
	seedFile,
	options,
	logger,
	onChange,
}: {
	readonly seedFile: string;
	readonly options: ResolvedOptions;
	readonly logger: AstroIntegrationLogger;
	readonly onChange: () => void;
}): Promise<DevEmulator | undefined> {
	if (!existsSync(seedFile)) {
		const { message, hint } = missingApiKey();
		logger.warn(
			`${message} ${hint ?? ''} Or put a ${options.seed} beside astro.config, for the emulator. Until then defaults are shown.`,
		);
		return undefined;
	}
	const emulator = await startEmulator({
		seedFile,
		onSeedChange: (change) => {
			if (change.ok) {
				logger.info(`${options.seed} reloaded`);
				onChange();
			} else {
				logger.error(`${change.error.message}\nThe seed before this edit stays in force.`);
			}
		},
	});
	const { org, project, keys } = emulator.seed;
	logger.info(`no INTEMPT_API_KEY: the emulator answers from ${options.seed} at ${emulator.url}`);
	return {
		connection: {
			url: emulator.url,
			org,
			project,
			apiKey: keys[0] ?? '',
			auth: options.auth,
			timeout: options.timeout,
		},
		close: () => emulator.close(),
	};
}

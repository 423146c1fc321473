import { fileURLToPath } from 'node:url';
import { loadEnv } from 'vite';
import type { Connection } from './choose/choose-types.js';
import { INTEMPT_URL } from './constants.js';
import { ChooseError } from './errors.js';
import type { ResolvedOptions } from './options.js';

/** What the environment says about the connection; `.env` files are read, and the process's own variables win. */
export interface ConnectionEnvironment {
	readonly apiKey: string | undefined;
	readonly url: string | undefined;
}

export function readEnvironment(root: URL, mode: string): ConnectionEnvironment {
	const env = { ...loadEnv(mode, fileURLToPath(root), 'INTEMPT_'), ...process.env };
	return { apiKey: nonEmpty(env.INTEMPT_API_KEY), url: nonEmpty(env.INTEMPT_API_URL) };
}

function nonEmpty(value: string | undefined): string | undefined {
	return value === '' ? undefined : value;
}

/** The connection to Choose; undefined without a key. */
export function resolveConnection(
	options: ResolvedOptions,
	environment: ConnectionEnvironment,
): Connection | undefined {
	if (environment.apiKey === undefined) return undefined;
	return {
		url: options.url ?? environment.url ?? INTEMPT_URL,
		org: options.org,
		project: options.project,
		apiKey: environment.apiKey,
		auth: options.auth,
		timeout: options.timeout,
	};
}

/** The error of a production build that has nothing to ask Choose with. */
export function missingApiKey(): ChooseError {
	return new ChooseError({
		name: 'MissingApiKey',
		path: 'INTEMPT_API_KEY',
		expected: 'the API key of your Intempt project',
		found: 'nothing, neither in the environment nor in .env',
		hint: "Set INTEMPT_API_KEY where the site is built, or build without Intempt with choose({ decisions: 'defaults' }).",
	});
}

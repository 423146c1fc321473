import { fileURLToPath } from 'node:url';
import { loadEnv } from 'vite';
import { connectionEnvironment, type ConnectionEnvironment } from './choose/complete-connection.js';
import { ChooseError } from './errors.js';

/** What the environment says about the connection; `.env` files are read, and the process's own variables win. */
export function readEnvironment(root: URL, mode: string): ConnectionEnvironment {
	return connectionEnvironment({
		...loadEnv(mode, fileURLToPath(root), 'INTEMPT_'),
		...process.env,
	});
}

/** `CHOOSE_SECRET`, likewise; an empty one counts as not set. */
export function readSecret(root: URL, mode: string): string | undefined {
	const env = { ...loadEnv(mode, fileURLToPath(root), 'CHOOSE_'), ...process.env };
	return env.CHOOSE_SECRET === '' ? undefined : env.CHOOSE_SECRET;
}

/** The error of a production build that has nothing to ask Choose with. */
export function missingApiKey(): ChooseError {
	return new ChooseError({
		name: 'MissingApiKey',
		path: 'INTEMPT_API_KEY',
		expected: 'the API key of your Intempt project',
		found: 'nothing, neither in the environment nor in .env',
		hint: "Set INTEMPT_API_KEY where the site is built, or build without Intempt with choose({ decisions: 'defaults' }) or 'lockfile'.",
	});
}

import type { App } from '../astro-internals.js';
import { explainThrown } from './live-failures.js';
import { LiveRenderError } from './live-renderer-types.js';

interface LiveEntry {
	createLiveApp(): App;
	setGetEnv(get: (name: string) => string | undefined): void;
}

/**
 * The app of a prerender bundle (`build/live-entry.ts`), in the environment of this process.
 *
 * @throws {LiveRenderError} when the bundle cannot be imported.
 */
export async function importLiveEntry(entry: URL): Promise<App> {
	try {
		const module: unknown = await import(/* @vite-ignore */ entry.href);
		if (!isLiveEntry(module)) throw new TypeError('the bundle has another entry');
		module.setGetEnv((name) => process.env[name]);
		return module.createLiveApp();
	} catch (error) {
		const { message, isFinal } = explainThrown(error);
		throw new LiveRenderError(`the bundle of the site cannot be loaded: ${message}`, {
			cause: error,
			isFinal,
		});
	}
}

// Checked before it is imported: its bytes are those of the build.
function isLiveEntry(module: unknown): module is LiveEntry {
	return (
		typeof module === 'object' &&
		module !== null &&
		'createLiveApp' in module &&
		typeof module.createLiveApp === 'function' &&
		'setGetEnv' in module &&
		typeof module.setGetEnv === 'function'
	);
}

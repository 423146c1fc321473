/**
 * Builds sites one after another in one process: Astro is loaded, and its code compiled, once. Takes `BuildOrder`s as messages and
 * answers each with a `BuildResult`. Only for sites without the integration, of which nothing but what Astro publishes is looked at.
 */
import { build } from 'astro';
import type { BuildOrder, BuildResult } from './builder.ts';

const ownEnv = { ...process.env };

let last: Promise<void> = Promise.resolve();
process.on('message', (order: BuildOrder) => {
	last = last.then(() => answer(order));
});
process.on('disconnect', () => process.exit());

async function answer({ id, root, env }: BuildOrder): Promise<void> {
	const result: BuildResult = { id, error: await tryToBuild(root, env) };
	process.send?.(result);
}

async function tryToBuild(root: string, env: BuildOrder['env']): Promise<string | undefined> {
	process.env = { ...ownEnv, ...env };
	process.chdir(root);
	// Astro keeps the images of a build there.
	Reflect.deleteProperty(globalThis, 'astroAsset');
	try {
		await build({ root });
		return undefined;
	} catch (error) {
		return error instanceof Error ? (error.stack ?? error.message) : String(error);
	}
}

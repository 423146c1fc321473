import { AsyncLocalStorage } from 'node:async_hooks';
import type { Target } from '../audience/subrequest.js';
import { createReadLog, type Outcome, type ReadLog } from '../variants/reads.js';

/** What one rendering is for, and what it turned out to do. Lives as long as the rendering, its stream included. */
export interface RenderScope {
	readonly outcome: Outcome;
	/** The outcome where the request turns out to ask for something else than a page. The first answer stays. Given by `astro dev`. */
	readonly outcomeOf?: (target: Target) => Promise<Outcome>;
	/** What error pages show, to everybody. */
	readonly defaults: Outcome;
	readonly log: ReadLog;
	/** Whether the page has set a cookie: such a rendering is nobody else's. Given by the middleware. */
	setsCookie: () => boolean;
}

// The build, the prerender bundle and the dev server's module runner are separate module graphs of one process; they meet here.
const KEY = Symbol.for('astro-choose.render-scope');

/** The scope of the rendering under way, across module graphs. */
export const renderScope: AsyncLocalStorage<RenderScope> = sharedStorage();

function sharedStorage(): AsyncLocalStorage<RenderScope> {
	const shared: unknown = Reflect.get(globalThis, KEY);
	if (isStorage(shared)) return shared;
	const created = new AsyncLocalStorage<RenderScope>();
	Reflect.set(globalThis, KEY, created);
	return created;
}

// Nobody else knows the key.
function isStorage(shared: unknown): shared is AsyncLocalStorage<RenderScope> {
	return shared instanceof AsyncLocalStorage;
}

/** The scope of a rendering that begins now. */
export function createScope(outcome: Outcome, defaults: Outcome = outcome): RenderScope {
	return { outcome, defaults, log: createReadLog(), setsCookie: () => false };
}

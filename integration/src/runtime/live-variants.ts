import { LIVE_FOLDER, LIVE_WORKER_MODULE } from '../constants.js';
import type { VariantStore } from '../store/fs-store.js';
import { pruneLivePages } from '../store/live-page-folder.js';
import { createLivePages, type LivePages } from '../store/live-pages.js';
import type { StateFolder } from '../store/state-folder.js';
import { createLiveRenderer } from './live-renderer.js';
import { createLiveRendering, type LiveRendering } from './live-rendering.js';
import type { RuntimeSettings } from './settings.js';
import { createOnce, type SiteLogger } from './site-logger.js';
import type { VariedPages } from './varied-pages.js';

export interface LiveVariantsOptions {
	readonly serverFolder: URL;
	readonly store: VariantStore;
	readonly live: Exclude<RuntimeSettings['live'], false>;
	/** Undefined: none that can be written. */
	readonly state: StateFolder | undefined;
	readonly pages: VariedPages;
	readonly now: () => number;
	readonly log: SiteLogger;
}

/** What is rendered while the server runs, and where it is kept. */
export interface LiveVariants {
	readonly rendering: LiveRendering;
	readonly livePages: LivePages;
}

/** Takes up what an earlier process of this build has rendered. Undefined: the build has kept nothing to render with. */
export function createLiveVariants(options: LiveVariantsOptions): LiveVariants | undefined {
	const { serverFolder, store, live, state, pages, now, log } = options;
	const bundle = store.index.live;
	if (bundle === undefined) return undefined;
	if (state !== undefined) pruneLivePages(state.pages, store.id, live.keep * 1_000, now());
	const livePages = createLivePages({
		folder: state && new URL(`${store.id}/`, state.pages),
		variants: live.variants,
		memory: live.memory,
		disk: live.disk,
		keep: live.keep * 1_000,
		now,
		onRemove: pages.remove,
		onProblem: createOnce((message) => {
			log.warn(message);
		}),
	});
	for (const page of livePages.all) pages.add(page);
	const renderer = createLiveRenderer({
		workerModule: new URL(LIVE_WORKER_MODULE, serverFolder),
		liveFolder: new URL(`${LIVE_FOLDER}/`, serverFolder),
		bundle,
		deadline: live.renderTimeout,
		onProblem: (message) => {
			log.error(message);
		},
	});
	return {
		livePages,
		rendering: createLiveRendering({
			renderer,
			livePages,
			pages,
			now: () => performance.now(),
			log,
		}),
	};
}

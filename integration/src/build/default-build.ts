import type { AstroIntegrationLogger } from 'astro';
import { decideDefaults } from '../decisions/decide.js';
import type { ChooseDefinition } from '../definition/definition-types.js';
import type { BuildPages } from '../astro-styles.js';
import type { IncrementalPages } from './incremental-pages.js';
import { wrapPrerenderer, type PrerenderObserver } from './prerenderer.js';
import type { StartedBuild } from './start-build.js';

export interface DefaultBuildOptions {
	readonly definition: ChooseDefinition;
	readonly incremental: IncrementalPages;
	/** Known when the prerenderer is made. */
	readonly pages: () => BuildPages | undefined;
	readonly logger: AstroIntegrationLogger;
}

/** A build for any host: everything is its default, nothing is asked, and nothing is added to what Astro writes. */
export function startDefaultBuild(options: DefaultBuildOptions): StartedBuild {
	const { definition, incremental, pages, logger } = options;
	let rendered = 0;
	let reading = 0;
	const observer: PrerenderObserver = {
		defaults: { decisions: decideDefaults(definition, 'absent'), device: 'desktop' },
		onPlainPage() {
			rendered++;
		},
		onVariedPage() {
			rendered++;
			reading++;
		},
		onFixedPage() {
			rendered++;
		},
		afterDefaults: () => Promise.resolve(),
	};
	return {
		wrap: (original) => wrapPrerenderer(original, observer, incremental, pages()),
		renderedPages: () => rendered,
		async finish() {
			await incremental.keep([], { bodies: {}, pack: undefined });
			const which = reading === 1 ? '1 page is its default' : `${reading} pages are their default`;
			logger.info(
				`${which}: a complete site for any host. For variants, name what serves it, choose({ edge: { targets: ['nginx', 'cloudflare', 'netlify'] } }), or add @astrojs/node.`,
			);
		},
	};
}

import type { EdgeManifestInput } from '../../integration/src/export/create-edge-manifest.js';

/** As much of Astro's configuration as a manifest is made with, as Astro completes an empty one. */
export const SITE_CONFIG: EdgeManifestInput['config'] = {
	base: '/',
	trailingSlash: 'ignore',
	build: { format: 'directory' },
	security: { allowedDomains: [] },
};

import {
	EDGE_MANIFEST_VERSION,
	type EdgeManifest,
} from '../../integration/src/edge/edge-manifest.js';
import type { EdgeManifestInput } from '../../integration/src/export/create-edge-manifest.js';

/** As much of Astro's configuration as a manifest is made with, as Astro completes an empty one. */
export const SITE_CONFIG: EdgeManifestInput['config'] = {
	base: '/',
	trailingSlash: 'ignore',
	build: { format: 'directory' },
	security: { allowedDomains: [] },
};

const NOTHING = { defaults: [], chosen: [] };

/** Of a site without segments and varied pages. */
export const EMPTY_MANIFEST: EdgeManifest = {
	version: EDGE_MANIFEST_VERSION,
	build: 'b',
	base: '',
	trailingSlash: 'ignore',
	format: 'directory',
	vary: 'Accept-Encoding',
	diagnostics: false,
	device: null,
	hosts: [],
	consent: null,
	segments: [],
	reads: [],
	decided: { desktop: NOTHING, mobile: NOTHING },
	folder: '_choose-t/',
	pages: [],
	signed: null,
};

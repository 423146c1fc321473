import type { EdgeManifest } from '../edge/edge-manifest.js';

/** The manifest as a module. As text that is parsed, it loads faster than as an object, and cannot be anything else than data. */
export function manifestModule(manifest: EdgeManifest): string {
	return `export default JSON.parse(${JSON.stringify(JSON.stringify(manifest))});\n`;
}

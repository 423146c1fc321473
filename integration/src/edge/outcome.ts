import type { Device } from '../types.js';
import type { EdgeManifest, EdgePage, EdgeVariant } from './edge-manifest.js';

/** By column of the manifest, the number of what a visitor is shown. */
export type EdgeOutcome = readonly number[];

/** What is decided for segments, by their places in the manifest, in the order of the cascade. */
export function decideOutcome(
	{ decided }: Pick<EdgeManifest, 'decided'>,
	device: Device,
	segments: readonly number[],
): EdgeOutcome {
	const { defaults, chosen } = decided[device];
	return defaults.map((fallback, column) => {
		for (const segment of segments) {
			const value = chosen[segment]?.[column];
			if (value) return value;
		}
		return fallback;
	});
}

/** The variant that answers an outcome: every value that it read is the outcome's. */
export function findEdgeVariant(
	{ variants }: Pick<EdgePage, 'variants'>,
	outcome: EdgeOutcome,
): EdgeVariant | undefined {
	return variants.find(({ reads }) => {
		for (let at = 0; at < reads.length; at += 2)
			if (outcome[reads[at] ?? -1] !== reads[at + 1]) return false;
		return true;
	});
}

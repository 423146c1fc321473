import type { Segment } from './definition-types.js';

/** Whether every visitor matches the segment: it has no `when`. There is at most one, and it is the last. */
export function isCatchAll(segment: Segment): boolean {
	return segment.when === undefined;
}

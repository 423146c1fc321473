import { createHash } from 'node:crypto';
import type { Segment } from '../definition/definition-types.js';
import type { Device } from '../types.js';
import { audienceKey } from './audience-key.js';

/** The device and the ordered list of all segments a visitor matches. Equal audiences from one registry are one object. */
export interface Audience {
	readonly key: string;
	readonly device: Device;
	/** In the order of the cascade. */
	readonly segments: readonly Segment[];
	/** What `Server-Timing` and the report call it; private segments do not show in it. */
	readonly alias: string;
}

/** What an audience is called where its segments are not to be read: six characters of a digest of its key. */
export function aliasOfKey(key: string): string {
	return createHash('sha256').update(key).digest('hex').slice(0, 6);
}

export function createAudience(segments: readonly Segment[], device: Device): Audience {
	return { key: audienceKey(segments, device), device, segments, alias: aliasOf(segments, device) };
}

function aliasOf(segments: readonly Segment[], device: Device): string {
	const shown = audienceKey(
		segments.filter((segment) => !segment.private),
		device,
	);
	return aliasOfKey(shown);
}

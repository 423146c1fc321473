import type { Device } from '../types.js';

/** Names an audience: its device, and its segments in the order of the cascade. */
export function audienceKey(
	segments: readonly { readonly name: string }[],
	device: Device,
): string {
	return `${device}:${segments.map((segment) => segment.name).join(',')}`;
}

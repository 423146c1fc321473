import { z } from 'astro/zod';
import type { Reply } from '../choose/choose-types.js';
import { DEVICES } from '../constants.js';
import type { Device } from '../types.js';

/** A reply of Choose, as it was kept. */
export const replySchema = z.object({
	experiences: z.record(z.string(), z.unknown()),
	groups: z.record(
		z.string(),
		z.array(z.object({ name: z.string(), payload: z.unknown() }).transform(keepPayload)),
	),
});

/** Everything Choose decided for one segment on one device at one time, as received: it is validated again wherever it is used. */
export const snapshotSchema = z.object({
	segment: z.string(),
	device: z.enum(DEVICES),
	/** When it was asked for, in milliseconds since 1970. */
	fetchedAt: z.number(),
	reply: replySchema,
});

// zod makes an unknown property optional; a member always has a payload, if only null.
function keepPayload(member: { name: string; payload?: unknown }): {
	name: string;
	payload: unknown;
} {
	return { name: member.name, payload: member.payload ?? null };
}

export interface Snapshot {
	readonly segment: string;
	readonly device: Device;
	readonly fetchedAt: number;
	readonly reply: Reply;
}

/** Whether two things are about the same segment on the same device. */
export function isSameSubject(
	a: Pick<Snapshot, 'segment' | 'device'>,
	b: Pick<Snapshot, 'segment' | 'device'>,
): boolean {
	return a.segment === b.segment && a.device === b.device;
}

export function snapshotKey(segment: string, device: Device): string {
	return `${segment}/${device}`;
}

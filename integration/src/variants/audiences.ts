import { createAudience } from '../audience/audience.js';
import { audienceKey } from '../audience/audience-key.js';
import { DEVICES } from '../constants.js';
import type { DecisionTable } from '../decisions/decision-table.js';
import { isCatchAll } from '../definition/catch-all.js';
import type { Segment } from '../definition/definition-types.js';
import type { Device } from '../types.js';
import type { Outcome } from './reads.js';

/** An audience to prerender for. */
export interface PrerenderedAudience {
	readonly segments: readonly Segment[];
	readonly device: Device;
	readonly outcome: Outcome;
}

/** The default and each segment alone (the one that everybody matches behind it), on each device. Private segments are left out. */
export function listAudiences(
	segments: readonly Segment[],
	table: DecisionTable,
): PrerenderedAudience[] {
	const shown = segments.filter((segment) => !segment.private);
	const catchAll = shown.filter(isCatchAll);
	const alone = shown.map((segment) => (isCatchAll(segment) ? [segment] : [segment, ...catchAll]));
	return [[], ...alone].flatMap((list) =>
		DEVICES.map((device) => createPrerendered(list, device, table)),
	);
}

/** What some segments see together, in the order of the cascade. */
export function createPrerendered(
	segments: readonly Segment[],
	device: Device,
	table: DecisionTable,
): PrerenderedAudience {
	const audience = { segments, device };
	return { ...audience, outcome: { decisions: table.ofAudience(audience), device } };
}

/** Two prerendered audiences are the same audience when their keys are. */
export function keyOf({ segments, device }: PrerenderedAudience): string {
	return audienceKey(segments, device);
}

/** What `Server-Timing` and the report call a prerendered audience. */
export function aliasOf({ segments, device }: PrerenderedAudience): string {
	return createAudience(segments, device).alias;
}

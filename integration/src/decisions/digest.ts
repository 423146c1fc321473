import { createHash } from 'node:crypto';
import type { Decisions } from './decision-types.js';

/** A short digest of a JSON value that does not depend on the order of keys: what reads are compared by. */
export function digestValue(value: unknown): string {
	return createHash('sha256').update(canonicalJson(value)).digest('base64url').slice(0, 22);
}

/** A digest of everything that is decided. */
export function digestDecisions({ experiences, groups }: Decisions): string {
	const digestsOf = (decided: ReadonlyMap<string, { readonly digest: string }>) =>
		Object.fromEntries([...decided].map(([name, { digest }]) => [name, digest]));
	return digestValue([digestsOf(experiences), digestsOf(groups)]);
}

/** JSON with the keys of every object in order; undefined properties are left out, as in JSON, and undefined itself is null. */
export function canonicalJson(value: unknown): string {
	return JSON.stringify(value ?? null, (_key, inner: unknown) =>
		isRecord(inner) ? sortKeys(inner) : inner,
	);
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sortKeys(record: Record<string, unknown>): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(record).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
	);
}

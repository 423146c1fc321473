import type { EdgeSignatures } from './edge-manifest.js';
import type { Visitor } from './visitor.js';

/** `Choose-Audience` of a visitor, from parts that were signed at build. */
export function audienceHeaderOf(
	signed: EdgeSignatures,
	{ device, segments }: Pick<Visitor, 'device' | 'segments'>,
): string {
	const parts = segments.map((segment) => signed.segments[segment] ?? '');
	return [signed.device[device], ...parts.filter((part) => part !== '')].join('.');
}

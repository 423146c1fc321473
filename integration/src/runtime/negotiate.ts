import { createMemo } from '../memo.js';
import { CODINGS, type Coding } from '../store/codings.js';

const LONGEST_KEPT = 256;
const PLAIN: readonly Coding[] = ['identity'];
const known = createMemo<readonly Coding[]>(1_000);

/** The codings a client accepts, its favourite first (RFC 9110, section 12.5.3); `identity` always among them. */
export function acceptedCodings(acceptEncoding: string | undefined): readonly Coding[] {
	if (acceptEncoding === undefined || acceptEncoding === '') return PLAIN;
	const kept = known.get(acceptEncoding);
	if (kept !== undefined) return kept;
	const weights = parseWeights(acceptEncoding);
	const weightOf = (coding: Coding) =>
		weights.get(coding) ?? weights.get('*') ?? (coding === 'identity' ? 0.001 : 0);
	const ordered = CODINGS.filter(
		(coding) => coding === 'identity' || weightOf(coding) > 0,
	).toSorted((a, b) => weightOf(b) - weightOf(a));
	if (acceptEncoding.length <= LONGEST_KEPT) known.set(acceptEncoding, ordered);
	return ordered;
}

function parseWeights(acceptEncoding: string): Map<string, number> {
	return new Map(
		acceptEncoding.split(',').map((part) => {
			const [coding = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
			const quality = Number(parameters.find((one) => one.startsWith('q='))?.slice(2) ?? 1);
			return [coding, Number.isNaN(quality) ? 0 : quality] as const;
		}),
	);
}

import type { PayloadForm } from '../definition/localized.js';
import { parsePayload } from '../definition/parse-payload.js';
import { deepFreeze } from './deep-freeze.js';
import { digestValue } from './digest.js';
import type { DefaultReason, PlainDecision, Refusal } from './decision-types.js';

/** What is received for one payload. */
export interface Received {
	/** Undefined and null ask for the default. */
	readonly payload: unknown;
	/** The experience, or the group and the member. */
	readonly name: string;
	/** Where the payload stands in what was received; empty: it is all of it. */
	readonly root: string;
}

/** The payload received, or the default; one that does not fit is told to `onRefusal`. */
export function decidePayload(
	form: PayloadForm,
	{ payload, name, root }: Received,
	onRefusal: (refusal: Refusal) => void,
): PlainDecision {
	if (payload === undefined || payload === null) return decideDefault(form, 'absent');
	const parsed = parsePayload(form.schema, payload, root);
	if (parsed.fits) return { ...decided(parsed.payload), reason: 'choice' };
	for (const { path, expected, found } of parsed.misfits) {
		onRefusal({ experience: name, path, expected, found });
	}
	return decideDefault(form, 'invalid');
}

export function decideDefault(form: PayloadForm, why: DefaultReason): PlainDecision {
	// Parsed, so that a default is completed by its schema exactly as a choice is.
	return { ...decided(form.schema.parse(form.default)), reason: 'default', why };
}

/** A payload as decisions keep it. */
export function decided(payload: unknown): { readonly payload: unknown; readonly digest: string } {
	return { payload: deepFreeze(payload), digest: digestValue(payload) };
}

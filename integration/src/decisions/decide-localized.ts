import { describeFound } from '../errors.js';
import { hasParts, keyOfLocale, type LocalizedSchema } from '../definition/localized.js';
import type { SiteLocales } from '../definition/site-locales.js';
import { decided, decideDefault, decidePayload, type Received } from './decide-payload.js';
import type { Decision, DefaultReason, PlainDecision, Refusal } from './decision-types.js';

/** A localized experience on a site with these locales. */
export interface LocalizedForm {
	readonly schema: LocalizedSchema;
	readonly default: unknown;
	readonly locales: SiteLocales;
}

/**
 * Decides the part of each locale by itself: one that is missing or does not fit is its locale's default. The whole is a choice when
 * any part is.
 */
export function decideLocalized(
	form: LocalizedForm,
	received: Received,
	onRefusal: (refusal: Refusal) => void,
): Decision {
	const { payload, name, root } = received;
	if (payload === undefined || payload === null) return decideLocalizedDefault(form, 'absent');
	const parts = hasParts(payload) ? payload : {};
	const isForNobody = form.locales.all.every((names) => keyOfLocale(parts, names) === undefined);
	if (isForNobody) {
		const expected = `a payload for ${form.locales.all.map(([code]) => code).join(' or ')}`;
		onRefusal({ experience: name, path: root, expected, found: describeFound(payload) });
		return decideLocalizedDefault(form, 'invalid');
	}
	return assemble(form, 'invalid', (part, names) => {
		const key = keyOfLocale(parts, names);
		if (key === undefined) return decideDefault(part, 'absent');
		return decidePayload(part, { payload: parts[key], name, root: key }, onRefusal);
	});
}

export function decideLocalizedDefault(form: LocalizedForm, why: DefaultReason): Decision {
	return assemble(form, why, (part) => decideDefault(part, why));
}

function assemble(
	{ schema, default: written, locales }: LocalizedForm,
	why: DefaultReason,
	decidePart: (
		form: Parameters<typeof decideDefault>[0],
		names: readonly string[],
	) => PlainDecision,
): Decision {
	const defaults = hasParts(written) ? written : {};
	const decisions = locales.all.map((names) => {
		const key = keyOfLocale(defaults, names) ?? names[0];
		const form = { schema: schema.inLocale(key), default: defaults[key] };
		return { names, decision: decidePart(form, names) };
	});
	const whole = decided(
		Object.fromEntries(decisions.map(({ names, decision }) => [names[0], decision.payload])),
	);
	const parts = new Map(
		decisions.flatMap(({ names, decision }) => names.map((name) => [name, decision] as const)),
	);
	const byLocale = { parts, fallback: locales.fallback };
	const isChosen = decisions.some(({ decision }) => decision.reason === 'choice');
	return isChosen
		? { ...whole, reason: 'choice', locales: byLocale }
		: { ...whole, reason: 'default', why, locales: byLocale };
}

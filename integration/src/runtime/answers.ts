import type { Audience } from '../audience/audience.js';
import type { RuleInput } from '../audience/rules.js';
import type { ChooseDefinition } from '../definition/definition-types.js';
import type { Coding } from '../store/codings.js';
import type { StoredVariant } from '../store/index-file.js';
import { entityTag } from './entity-tag.js';
import type { RuntimeSettings } from './settings.js';

/** Everything but the bytes of what one audience gets for one page, made once and sent many times. */
export interface Answer {
	readonly body: string;
	/** Raw headers (name, value, name, value …) of a 200 in a coding, with the length of the body in it. The same array each time. */
	headersFor(coding: Coding, length: number): string[];
	/** Raw headers of a 304; likewise. */
	notModifiedHeaders(coding: Coding): string[];
}

/** Whether the answer is the variant that was rendered for this outcome, the one for the outcome before, or the default in its place. */
export type Fit = 'variant' | 'stale' | 'default';

/** `Cache-Status` (RFC 9211). */
const CACHE_STATUS: Readonly<Record<Fit, string>> = {
	variant: 'choose; hit',
	stale: 'choose; hit; detail=stale',
	default: 'choose; fwd=miss; detail=default',
};

export type AnswerFactory = (variant: StoredVariant, audience: Audience, fit: Fit) => Answer;

/** `Vary` of every answer of every varied page of a site: whatever rules, the device or cookies of ours may depend on. */
export function varyOf(definition: ChooseDefinition, inputs: readonly RuleInput[]): string {
	const names = new Set(['Accept-Encoding', 'User-Agent']);
	const { consent, segment } = definition.visitor;
	const readsCookies =
		inputs.some(({ kind }) => kind === 'cookie') ||
		definition.segments.some(({ persist }) => persist !== undefined) ||
		typeof consent === 'function' ||
		segment !== undefined;
	if (readsCookies) names.add('Cookie');
	if (definition.device !== undefined) names.add(titleCase(definition.device.header));
	for (const { kind, name } of inputs) if (kind === 'header') names.add(titleCase(name));
	return [...names].join(', ');
}

export function createAnswerFactory(
	vary: string,
	{ diagnostics }: Pick<RuntimeSettings, 'diagnostics'>,
): AnswerFactory {
	return (variant, audience, fit) => {
		const common = ['Cache-Control', 'private, no-cache', 'Vary', vary];
		for (const [name, value] of Object.entries(variant.headers))
			common.push(titleCase(name), value);
		if (diagnostics) {
			common.push(
				'Cache-Status',
				CACHE_STATUS[fit],
				'Server-Timing',
				`choose;desc="${audience.alias}"`,
			);
		}
		const prepared = new Map<string, string[]>();
		const prepare = (key: string, create: () => string[]) => {
			const known = prepared.get(key);
			if (known !== undefined) return known;
			const created = create();
			prepared.set(key, created);
			return created;
		};
		return {
			body: variant.body,
			headersFor: (coding, length) =>
				prepare(coding, () => [
					'Content-Type',
					'text/html; charset=utf-8',
					...common,
					'ETag',
					entityTag(variant.body, coding),
					...(coding === 'identity' ? [] : ['Content-Encoding', coding]),
					'Content-Length',
					String(length),
				]),
			notModifiedHeaders: (coding) =>
				prepare(`304 ${coding}`, () => [...common, 'ETag', entityTag(variant.body, coding)]),
		};
	};
}

function titleCase(name: string): string {
	return name.replace(/(?:^|-)[a-z]/g, (start) => start.toUpperCase());
}

import type { Audience } from '../audience/audience.js';
import type { Coding } from '../store/codings.js';
import type { StoredVariant } from '../store/index-file.js';
import { CACHE_STATUS, type Fit } from '../http/cache-status.js';
import { entityTag } from '../http/entity-tag.js';
import { titleCase } from '../http/header-name.js';
import type { RuntimeSettings } from './settings.js';

/** Everything but the bytes of what one audience gets for one page, made once and sent many times. */
export interface Answer {
	readonly body: string;
	/** Raw headers (name, value, name, value …) of a 200 in a coding, with the length of the body in it. The same array each time. */
	headersFor(coding: Coding, length: number): string[];
	/** Raw headers of a 304; likewise. */
	notModifiedHeaders(coding: Coding): string[];
}

export type AnswerFactory = (variant: StoredVariant, audience: Audience, fit: Fit) => Answer;

export function createAnswerFactory(
	vary: string,
	{ diagnostics }: Pick<RuntimeSettings, 'diagnostics'>,
): AnswerFactory {
	return (variant, audience, fit) =>
		createAnswer(variant, [
			'Cache-Control',
			'private, no-cache',
			'Vary',
			vary,
			...storedHeaders(variant),
			...(diagnostics ? diagnosticsOf(audience, fit) : []),
		]);
}

/** Headers that were stored with a variant, raw. */
export function storedHeaders({ headers }: Pick<StoredVariant, 'headers'>): string[] {
	return Object.entries(headers).flatMap(([name, value]) => [titleCase(name), value]);
}

/** What says how an answer was found, raw. */
export function diagnosticsOf({ alias }: Pick<Audience, 'alias'>, fit: Fit): string[] {
	return ['Cache-Status', CACHE_STATUS[fit], 'Server-Timing', `choose;desc="${alias}"`];
}

/** An answer with a variant's body. `common`: raw headers of 200 and 304 alike. */
export function createAnswer({ body }: StoredVariant, common: readonly string[]): Answer {
	const found: Partial<Record<Coding, string[]>> = {};
	const notModified: Partial<Record<Coding, string[]>> = {};
	return {
		body,
		headersFor: (coding, length) =>
			(found[coding] ??= [
				'Content-Type',
				'text/html; charset=utf-8',
				...common,
				'ETag',
				entityTag(body, coding),
				...(coding === 'identity' ? [] : ['Content-Encoding', coding]),
				'Content-Length',
				String(length),
			]),
		notModifiedHeaders: (coding) =>
			(notModified[coding] ??= [...common, 'ETag', entityTag(body, coding)]),
	};
}

import { localeOfRead, partIn, type MaybeByLocale } from '../decisions/by-locale.js';
import { ChooseError } from '../errors.js';
import type { Device, GroupEntry } from '../types.js';
import type { Outcome, Read, ReadLog } from '../variants/reads.js';

/** `Astro.locals.choose` without the names of a project; {@link Choose} in `types.ts` is the same with them. */
export interface ChooseAccessor {
	get(name: string): unknown;
	group(name: string): readonly GroupEntry[];
	readonly device: Device;
}

/** Astro's name for the locale of the page, if it has one. */
export type PageLocale = () => string | undefined;

/** Shows an outcome to a page, and records each read with the value it saw. */
export function createAccessor(
	outcome: Outcome,
	log: ReadLog,
	pageLocale: PageLocale = () => undefined,
): ChooseAccessor {
	const { experiences, groups } = outcome.decisions;
	const read = <Part extends { readonly digest: string }>(
		kind: Read['kind'],
		name: string,
		decided: MaybeByLocale<Part>,
	): Part => {
		const locale = localeOfRead(decided, pageLocale);
		const part = partIn(decided, locale) ?? decided;
		log.record({ kind, name, locale, value: part.digest });
		return part;
	};
	return {
		get(name) {
			const decision = experiences.get(name);
			if (decision === undefined) throw undeclared('UnknownExperience', name, experiences.keys());
			return read('experience', name, decision).payload;
		},
		group(name) {
			const decision = groups.get(name);
			if (decision === undefined) throw undeclared('UnknownGroup', name, groups.keys());
			return read('group', name, decision).entries;
		},
		get device() {
			log.record({ kind: 'device', name: '', value: outcome.device });
			return outcome.device;
		},
	};
}

function undeclared(
	name: 'UnknownExperience' | 'UnknownGroup',
	asked: string,
	declared: Iterable<string>,
): ChooseError {
	const place = name === 'UnknownGroup' ? 'groups' : 'experiences';
	return new ChooseError({
		name,
		path: `Astro.locals.choose.${name === 'UnknownGroup' ? 'group' : 'get'}('${asked}')`,
		expected: `one of ${[...declared].join(', ') || '(none declared)'}`,
		found: JSON.stringify(asked),
		hint: `Declare it under ${place} in src/choose.config.ts, or correct the name.`,
	});
}

import type { DecidedDigests, ExperienceDigest, GroupDigest, Reason } from './decided-digests.js';

/** One decision that is another than before. Digests are those of payloads, as reads see them. */
export interface DecisionChange {
	readonly experience?: string;
	readonly group?: string;
	/** Of a localized one: each locale is a decision of its own. */
	readonly locale?: string;
	/** Null: not known before. */
	readonly old: string | null;
	readonly new: string;
	readonly reason: Reason;
}

/** By each locale's first name; of what is not localized, by the empty string. */
type Parts = ReadonlyMap<string, ExperienceDigest>;
type Kind = 'experience' | 'group';

/**
 * What has changed: another payload, or the same that is chosen by now, or not chosen any more (which lets the next segment of an audience
 * decide). What is not declared any more is no change.
 *
 * @param locales The first name of each locale of the site.
 */
export function changesBetween(
	before: DecidedDigests | undefined,
	after: DecidedDigests,
	locales: readonly string[],
): DecisionChange[] {
	const changesOf = (kind: Kind, name: string, old: Parts | undefined, parts: Parts) =>
		[...parts].flatMap(([locale, part]): DecisionChange[] => {
			const known = old?.get(locale);
			if (known !== undefined && isSame(known, part)) return [];
			const { digest, reason } = part;
			return [
				{
					...(kind === 'group' ? { group: name } : { experience: name }),
					...(locale !== '' && { locale }),
					old: known?.digest ?? null,
					new: digest,
					reason,
				},
			];
		});
	return [
		...Object.entries(after.experiences).flatMap(([name, decided]) => {
			const old = before?.experiences[name];
			return changesOf(
				'experience',
				name,
				old && partsOf(old, locales, asItIs),
				partsOf(decided, locales, asItIs),
			);
		}),
		...Object.entries(after.groups).flatMap(([name, decided]) => {
			const old = before?.groups[name];
			return changesOf(
				'group',
				name,
				old && partsOf(old, locales, reasonOfGroup),
				partsOf(decided, locales, reasonOfGroup),
			);
		}),
	];
}

function partsOf<Part>(
	decided: Part & {
		readonly locales?: { readonly parts: Readonly<Record<string, Part>> } | undefined;
	},
	locales: readonly string[],
	digestOf: (part: Part) => ExperienceDigest,
): Parts {
	const parts = decided.locales?.parts;
	if (parts === undefined) return new Map([['', digestOf(decided)]]);
	return new Map(
		locales.flatMap((locale) => {
			const part = parts[locale];
			return part === undefined ? [] : [[locale, digestOf(part)] as const];
		}),
	);
}

function isSame(a: ExperienceDigest, b: ExperienceDigest): boolean {
	return a.digest === b.digest && (a.reason === 'choice') === (b.reason === 'choice');
}

function asItIs({ digest, reason }: ExperienceDigest): ExperienceDigest {
	return { digest, reason };
}

// A group has no reason of its own: it is what arrived in it.
function reasonOfGroup({ digest, members }: GroupDigest): ExperienceDigest {
	return { digest, reason: members.length > 0 ? 'choice' : 'absent' };
}

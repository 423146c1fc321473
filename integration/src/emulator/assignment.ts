import type { Attributes, Seed, SeedExperience, SeedVariant, Targeting } from './seed.js';

/** Who is asked for. When a request sends both forms, it is the profile (the contract, "Request"). */
export type Identity =
	{ readonly userId: string } | { readonly sourceId: string; readonly profileId: string };

/** A request, validated. */
export interface Ask {
	readonly identity: Identity;
	/** Both empty: every experience. */
	readonly names: readonly string[];
	readonly groups: readonly string[];
	/** Undefined matches nothing. */
	readonly device: AskDevice | undefined;
	readonly sessionId: string;
}

/** `all` bypasses device targeting. */
export type AskDevice = 'desktop' | 'mobile' | 'all';

/** What was drawn for, and shown to, an identity before. */
export interface History {
	/** The variant, by its place in the experience, that was drawn for an identity; undefined: none yet. */
	drawn(identity: Identity, experience: string): number | undefined;
	/** Whether an identity was shown an experience: in one visit, or (no `sessionId`) ever. */
	isExposed(identity: Identity, experience: string, sessionId?: string): boolean;
}

/** One experience that is answered, and is thereby an exposure. */
export interface Evaluation {
	readonly experience: SeedExperience;
	/** The place of the variant in the experience. */
	readonly index: number;
	readonly variant: SeedVariant;
}

/**
 * Evaluates a request, in the order of the seed. `random` returns a number in [0, 1), as `Math.random` does. Records nothing: that is
 * for the caller, before the next request.
 */
export function evaluate(
	seed: Seed,
	ask: Ask,
	history: History,
	random: () => number,
): Evaluation[] {
	const attributes = attributesOf(seed, ask.identity);
	const { device } = ask;
	if (attributes === undefined || device === undefined) return [];
	return seed.experiences
		.filter((experience) => isAskedFor(experience, ask))
		.filter((experience) => experience.status === 'running')
		.filter((experience) => isEligible(experience, attributes, device))
		.filter((experience) => hasBudget(experience, ask, history))
		.flatMap((experience) => {
			const stored = history.drawn(ask.identity, experience.name);
			const eligible = [...experience.variants.entries()].filter(([, variant]) =>
				isEligible(variant, attributes, device),
			);
			const found =
				eligible.find(([index]) => index === stored) ??
				drawByWeight(eligible, ([, variant]) => variant.weight, random);
			return found === undefined ? [] : [{ experience, index: found[0], variant: found[1] }];
		});
}

/** The attributes of an identity; undefined for a user that does not exist. A profile always exists. */
export function attributesOf(seed: Seed, identity: Identity): Attributes | undefined {
	if ('userId' in identity) {
		return seed.users.find(({ userId }) => userId === identity.userId)?.attributes;
	}
	const profile = seed.profiles.find(
		({ sourceId, profileId }) => sourceId === identity.sourceId && profileId === identity.profileId,
	);
	return profile?.attributes ?? {};
}

/** Whether targeting admits an identity with these attributes on this device. */
export function isEligible(
	target: { readonly targeting: Targeting; readonly device: AskDevice },
	attributes: Attributes,
	device: AskDevice,
): boolean {
	const isDevice = device === 'all' || target.device === 'all' || target.device === device;
	return (
		isDevice &&
		Object.entries(target.targeting).every(([name, wanted]) => {
			const held = [attributes[name]].flat();
			return [wanted].flat().some((value) => held.includes(value));
		})
	);
}

/** One of `items`, with a probability in proportion to its weight; undefined when there is none. */
export function drawByWeight<Item>(
	items: readonly Item[],
	weightOf: (item: Item) => number,
	random: () => number,
): Item | undefined {
	const total = items.reduce((sum, item) => sum + weightOf(item), 0);
	let rest = random() * total;
	return items.find((item) => (rest -= weightOf(item)) < 0) ?? items.at(-1);
}

function isAskedFor({ name, group }: SeedExperience, { names, groups }: Ask): boolean {
	if (names.length === 0 && groups.length === 0) return true;
	return names.includes(name) || (group !== undefined && groups.includes(group));
}

function hasBudget({ name, budget }: SeedExperience, ask: Ask, history: History): boolean {
	if (budget === 'always') return true;
	return budget === 'once'
		? !history.isExposed(ask.identity, name)
		: !history.isExposed(ask.identity, name, ask.sessionId);
}

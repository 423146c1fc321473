import type { Decisions } from '../../decisions/decision-types.js';
import type { ChooseDefinition } from '../../definition/definition-types.js';
import { valueOfRead, type Read } from '../../variants/reads.js';
import { compareFacts, shortenDifference, shortenTexts } from './compare-facts.js';
import { typesOf } from './structured-data.js';
import {
	GUARDED_PARTS,
	type SeoFacts,
	type SeoPart,
	type SeoReport,
	type UndeclaredChange,
} from './seo-types.js';

/** A rendering with what search engines read of it. */
export interface ReadVariant {
	readonly reads: readonly Read[];
	readonly facts: SeoFacts;
}

/** With what it read that has another value than in the default. */
interface Compared extends ReadVariant {
	readonly changes: readonly Read[];
}

/**
 * Compares the variants of a page, the default first. What is guarded is to depend on experiences with `seo: true` alone: variants for
 * which all of those have the same values are to agree, on a phone as on a desktop.
 */
export function describeSeo<Variant extends ReadVariant>(
	variants: readonly Variant[],
	definition: Pick<ChooseDefinition, 'experiences' | 'groups'>,
	defaults: Decisions,
): (Omit<Variant, 'facts'> & { readonly seo: SeoReport })[] {
	const compared = variants.map(({ reads, facts }) => {
		const changes = reads.filter(
			(read) => valueOfRead({ decisions: defaults, device: 'desktop' }, read) !== read.value,
		);
		return { reads, facts, changes };
	});
	const peers = Map.groupBy(compared, ({ changes }) =>
		keyOf(changes.filter((read) => isDeclared(read, definition))),
	);
	const undeclared = new Map([...peers.values()].flatMap(findUndeclared));
	return variants.map(({ facts, ...variant }, index) => {
		const [own, standard] = [compared[index], compared[0]];
		return {
			...variant,
			seo: {
				...summarize(facts),
				differences: standard ? compareFacts(standard.facts, facts).map(shortenDifference) : [],
				undeclared: (own && undeclared.get(own)) ?? [],
			},
		};
	});
}

/** Of variants that are to agree, in what each differs from the one that is most like the default. */
function findUndeclared(peers: readonly Compared[]): (readonly [Compared, UndeclaredChange[]])[] {
	const [model, ...others] = peers.toSorted((a, b) => a.changes.length - b.changes.length);
	if (model === undefined) return [];
	const cleared = new Map<SeoPart, ReadonlySet<string>>();
	const clearedOf = (part: SeoPart) => {
		const known = cleared.get(part) ?? listCleared(part, peers);
		cleared.set(part, known);
		return known;
	};
	return others.map((one) => {
		const changes = compareFacts(model.facts, one.facts)
			.filter(({ part }) => GUARDED_PARTS.has(part))
			.map((change) => ({
				...shortenDifference(change),
				changedBy: findChangers(model, one, clearedOf(change.part)),
			}));
		return [one, changes] as const;
	});
}

function summarize(facts: SeoFacts): Omit<SeoReport, 'differences' | 'undeclared'> {
	return {
		title: shortenTexts(facts.title),
		description: shortenTexts(facts.description),
		h1: shortenTexts(facts.h1),
		canonical: shortenTexts(facts.canonical),
		robots: shortenTexts(facts.robots),
		hreflang: facts.hreflang,
		links: facts.links.length,
		structuredData: facts.structuredData.flatMap(typesOf),
	};
}

function isDeclared(
	{ kind, name }: Read,
	{ experiences, groups }: Pick<ChooseDefinition, 'experiences' | 'groups'>,
): boolean {
	if (kind === 'device') return false;
	const declared = kind === 'group' ? groups[name]?.member : experiences[name];
	return declared?.seo === true;
}

/**
 * What changed a part between two variants: all that has another value in them, less what is cleared, unless that is everything.
 */
function findChangers(before: Compared, after: Compared, cleared: ReadonlySet<string>): string[] {
	const suspects = listChanged(before, after);
	const left = suspects.filter((name) => !cleared.has(name));
	return left.length > 0 ? left : suspects;
}

/** What has other values in peers that agree about a part. */
function listCleared(part: SeoPart, peers: readonly Compared[]): ReadonlySet<string> {
	const cleared = new Set<string>();
	const agreeing = Map.groupBy(peers, ({ facts }) => JSON.stringify(facts[part].toSorted()));
	for (const [first, ...others] of agreeing.values()) {
		if (first === undefined) continue;
		for (const other of others) for (const name of listChanged(first, other)) cleared.add(name);
	}
	return cleared;
}

/** A value that was not read counts as the default's. */
function listChanged(before: Compared, after: Compared): string[] {
	const [known, found] = [before.changes.map(textOf), after.changes.map(textOf)];
	const changed = [
		...before.changes.filter((read) => !found.includes(textOf(read))),
		...after.changes.filter((read) => !known.includes(textOf(read))),
	];
	return [...new Set(changed.map(({ kind, name }) => (kind === 'device' ? kind : name)))].sort();
}

function keyOf(reads: readonly Read[]): string {
	return reads.map(textOf).sort().join('\n');
}

function textOf({ kind, name, value }: Read): string {
	return `${kind}/${name} ${value}`;
}

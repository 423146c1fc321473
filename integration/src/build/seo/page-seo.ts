import type { Decisions } from '../../decisions/decision-types.js';
import type { ChooseDefinition } from '../../definition/definition-types.js';
import { valueOfRead, type Read } from '../../variants/reads.js';
import { compareFacts, isSameChange, shortenDifference, shortenTexts } from './compare-facts.js';
import { typesOf } from './structured-data.js';
import {
	GUARDED_PARTS,
	type SeoFacts,
	type SeoReport,
	type UndeclaredChange,
} from './seo-types.js';

/** A rendering with what search engines read of it. */
export interface ReadVariant {
	readonly reads: readonly Read[];
	readonly facts: SeoFacts;
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
	const [standard] = variants;
	if (standard === undefined) return [];
	const changes = variants.map(({ reads }) => listChanges(reads, defaults));
	const peers = Map.groupBy(variants.keys(), (index) =>
		keyOf((changes[index] ?? []).filter((read) => isDeclared(read, definition))),
	);
	const undeclared = new Map<number, UndeclaredChange[]>();
	for (const group of peers.values()) {
		const [first = 0, ...others] = group.toSorted(
			(a, b) => (changes[a]?.length ?? 0) - (changes[b]?.length ?? 0),
		);
		for (const index of others) {
			const [before, after] = [variants[first], variants[index]];
			if (before === undefined || after === undefined) continue;
			const changedBy = listChangers(changes[first] ?? [], changes[index] ?? []);
			const differences = compareFacts(before.facts, after.facts)
				.filter(({ part }) => GUARDED_PARTS.has(part))
				.map((difference) => ({ ...difference, changedBy }));
			undeclared.set(index, differences);
		}
	}
	const all = [...undeclared.values()].flat();
	return variants.map(({ facts, ...variant }, index) => ({
		...variant,
		seo: {
			...summarize(facts),
			differences: compareFacts(standard.facts, facts).map(shortenDifference),
			undeclared: (undeclared.get(index) ?? []).map((change) => ({
				...shortenDifference(change),
				changedBy: leastChangers(change, all),
			})),
		},
	}));
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

function listChanges(reads: readonly Read[], decisions: Decisions): Read[] {
	const standard = { decisions, device: 'desktop' as const };
	return reads.filter((read) => valueOfRead(standard, read) !== read.value);
}

function isDeclared(
	{ kind, name }: Read,
	{ experiences, groups }: Pick<ChooseDefinition, 'experiences' | 'groups'>,
): boolean {
	if (kind === 'device') return false;
	const declared = kind === 'group' ? groups[name]?.member : experiences[name];
	return declared?.seo === true;
}

/** What has another value in one rendering than in the other; a value that was not read counts as the default's. */
function listChangers(before: readonly Read[], after: readonly Read[]): string[] {
	const [known, found] = [before.map(textOf), after.map(textOf)];
	const changed = [
		...before.filter((read) => !found.includes(textOf(read))),
		...after.filter((read) => !known.includes(textOf(read))),
	];
	return [...new Set(changed.map(({ kind, name }) => (kind === 'device' ? kind : name)))].sort();
}

/** Of two sets of experiences that made the same change on a page, the smaller one made it. */
function leastChangers(
	change: UndeclaredChange,
	all: readonly UndeclaredChange[],
): readonly string[] {
	return all
		.filter((other) => isSameChange(change, other))
		.map(({ changedBy }) => changedBy)
		.filter((names) => names.every((name) => change.changedBy.includes(name)))
		.reduce((least, names) => (names.length < least.length ? names : least), change.changedBy);
}

function keyOf(reads: readonly Read[]): string {
	return reads.map(textOf).sort().join('\n');
}

function textOf({ kind, name, value }: Read): string {
	return `${kind}/${name} ${value}`;
}

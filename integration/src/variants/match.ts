import { valueOfRead, type Outcome, type Read } from './reads.js';

/** Whether a rendering with these reads is what the outcome would render: exactly when every value it read is the outcome's. */
export function answers(reads: readonly Read[], outcome: Outcome): boolean {
	return reads.every((read) => valueOfRead(outcome, read) === read.value);
}

/** The variant of a page that answers an outcome. At most one rendering does, because what a page reads depends on what it read. */
export function findVariant<Variant extends { readonly reads: readonly Read[] }>(
	variants: readonly Variant[],
	outcome: Outcome,
): Variant | undefined {
	return variants.find((variant) => answers(variant.reads, outcome));
}

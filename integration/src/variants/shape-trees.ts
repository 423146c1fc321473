import type { Outcome, Read } from './reads.js';
import { createVariantTree, type VariantTree } from './variant-tree.js';

/** What the variants of a page read, in their order. */
type Shape = readonly (readonly Read[])[];

/** Which of a page's variants answers an outcome, by what they read: its place among them. */
export interface ShapeTrees {
	find(shape: Shape, outcome: Outcome): number | undefined;
}

/**
 * One tree for all pages whose variants read alike, made when the first of them is asked for. A tree takes 5 KB for eight variants: ten
 * thousand pages of one template would have 50 MB of equal trees.
 */
export function createShapeTrees(): ShapeTrees {
	const trees = new WeakMap<Shape, VariantTree<Place>>();
	return {
		find(shape, outcome) {
			let tree = trees.get(shape);
			if (tree === undefined) {
				tree = createVariantTree(shape.map((reads, place) => ({ reads, place })));
				trees.set(shape, tree);
			}
			return tree.find(outcome)?.place;
		},
	};
}

interface Place {
	readonly reads: readonly Read[];
	readonly place: number;
}

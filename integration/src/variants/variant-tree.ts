import { answers } from './match.js';
import { keyOfRead, valueOfRead, type Outcome, type Read, type ReadName } from './reads.js';

/**
 * The variants of a page, found by an outcome in as many steps as the page has reads, however many variants there are: what is read next
 * depends on what was read before, so that they are the leaves of a tree.
 */
export interface VariantTree<Variant> {
	add(variant: Variant): void;
	remove(variant: Variant): void;
	/** As `findVariant` would among all of them. */
	find(outcome: Outcome): Variant | undefined;
}

interface Node<Variant> {
	variant?: Variant | undefined;
	next?: ReadName | undefined;
	readonly children: Map<string, Node<Variant>>;
}

export function createVariantTree<Variant extends { readonly reads: readonly Read[] }>(
	variants: Iterable<Variant>,
): VariantTree<Variant> {
	const root: Node<Variant> = { children: new Map() };
	/** Of a page that does not read the same each time, and so fits into no tree. */
	const others = new Set<Variant>();

	const add = (variant: Variant) => {
		let node = root;
		for (const read of variant.reads) {
			if (node.variant !== undefined) break;
			node.next ??= read;
			if (keyOfRead(node.next) !== keyOfRead(read)) break;
			const child = node.children.get(read.value) ?? { children: new Map() };
			node.children.set(read.value, child);
			node = child;
			if (read === variant.reads.at(-1) && node.next === undefined) {
				node.variant = variant;
				return;
			}
		}
		if (variant.reads.length === 0 && root.next === undefined) root.variant = variant;
		else others.add(variant);
	};

	const remove = (variant: Variant) => {
		if (others.delete(variant)) return;
		const path: (readonly [Node<Variant>, string])[] = [];
		let node = root;
		for (const { value } of variant.reads) {
			const child = node.children.get(value);
			if (child === undefined) return;
			path.push([node, value]);
			node = child;
		}
		if (node.variant !== variant) return;
		node.variant = undefined;
		for (const [parent, value] of path.reverse()) {
			const child = parent.children.get(value);
			if (child === undefined || child.variant !== undefined || child.children.size > 0) return;
			parent.children.delete(value);
			if (parent.children.size === 0) parent.next = undefined;
		}
	};

	for (const variant of variants) add(variant);
	return {
		add,
		remove,
		find(outcome) {
			let node: Node<Variant> | undefined = root;
			while (node?.next !== undefined) {
				const value = valueOfRead(outcome, node.next);
				node = value === undefined ? undefined : node.children.get(value);
			}
			if (node?.variant !== undefined) return node.variant;
			for (const variant of others) if (answers(variant.reads, outcome)) return variant;
			return undefined;
		},
	};
}

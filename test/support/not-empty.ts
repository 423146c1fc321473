/**
 * The items of a list that has any.
 *
 * @throws {Error} when there is nothing in it: the assertions that are made of each item would all be left out.
 */
export function notEmpty<Item>(items: Iterable<Item>): [Item, ...Item[]] {
	const [first, ...rest] = [...items].map((item) => ({ item }));
	if (first === undefined) throw new Error('nothing to look at');
	return [first.item, ...rest.map(({ item }) => item)];
}

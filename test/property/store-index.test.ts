import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PACKED_CODINGS } from '../../integration/src/store/codings.js';
import { decodeIndex } from '../../integration/src/store/decode-index.js';
import { encodeIndex, sealIndex } from '../../integration/src/store/encode-index.js';
import type { StoredBody, StoreIndex } from '../../integration/src/store/index-file.js';

const digests = fc.constantFrom('A', 'b-1', '_c', 'dé', '0', 'not in the pack');
const span = fc.tuple(fc.nat(500), fc.nat(500), fc.nat(2 ** 32 - 1));
const read = fc.record(
	{
		kind: fc.constantFrom('experience' as const, 'group' as const, 'device' as const),
		name: fc.constantFrom('hero', 'offer', ''),
		locale: fc.constantFrom('en', 'de'),
		value: fc.constantFrom('x', 'y', 'ü'),
	},
	{ requiredKeys: ['kind', 'name', 'value'] },
);
const variant = fc.record({
	reads: fc.array(read, { maxLength: 3 }),
	body: digests,
	headers: fc.dictionary(fc.constantFrom('x-a', 'content-language'), fc.string()),
});
const page = fc.record({
	file: fc.string(),
	request: fc.record({
		url: fc.oneof(fc.webUrl({ withQueryParameters: true }), fc.string()),
		route: fc.constantFrom('/', '/[page]'),
		component: fc.constantFrom('a.astro', 'b.astro'),
		type: fc.constant('page'),
	}),
	variants: fc.array(variant, { minLength: 1, maxLength: 4 }),
});
const indexes: fc.Arbitrary<StoreIndex> = fc.record({
	build: fc.constant({ modules: ['entry.mjs'], digest: '0' }),
	defaults: fc.string(),
	pack: fc.constant({ file: 'pack.bin', bytes: 1_000 }),
	routing: fc.constant({ base: '/', trailingSlash: 'ignore', format: 'file', folders: [''] }),
	pages: fc.array(page, { maxLength: 8 }),
	fallbacks: fc.array(
		fc.record({ route: fc.string(), variants: fc.array(variant, { minLength: 1 }) }),
	),
	bodies: fc.dictionary(
		digests.filter((digest) => digest !== 'not in the pack'),
		fc.record<StoredBody>({ identity: span, br: span }, { requiredKeys: ['identity'] }),
	),
	snapshots: fc.constant([]),
});

it('an index says after it was written and read what it said before', () => {
	fc.assert(
		fc.property(indexes, (index) => {
			const decoded = decodeIndex(encodeIndex(index));
			if (decoded.kind !== 'index') throw new Error(`${decoded.expected}, ${decoded.found}`);
			const { pages, bodies, fallbacks, defaults, variants } = decoded.index;
			const plain = pages.map(({ file, request, variants: all }) => ({
				...{ file, request, variants: all },
			}));
			expect(plain).toEqual(index.pages);
			expect(variants).toBe(index.pages.flatMap((one) => one.variants).length);
			expect({ fallbacks, defaults }).toEqual({
				fallbacks: index.fallbacks,
				defaults: index.defaults,
			});
			for (const digest of ['A', 'b-1', '_c', 'dé', '0', 'not in the pack', '', 'zz']) {
				for (const coding of PACKED_CODINGS) {
					const stored = Object.hasOwn(index.bodies, digest) ? index.bodies[digest] : undefined;
					expect(bodies.find(digest, coding)).toEqual(stored?.[coding]);
				}
			}
			for (const one of pages) {
				expect(one.shape).toEqual(one.variants.map(({ reads }) => reads));
				for (const other of pages) {
					const isEqual = JSON.stringify(one.shape) === JSON.stringify(other.shape);
					expect(one.shape === other.shape).toBe(isEqual);
				}
			}
		}),
	);
});

it('an index that was damaged anywhere, or cut short, is none', () => {
	fc.assert(
		fc.property(indexes, fc.nat(), fc.integer({ min: 1, max: 255 }), (index, at, change) => {
			const bytes = encodeIndex(index);
			const damaged = Buffer.from(bytes);
			const place = at % bytes.length;
			damaged[place] = (damaged[place] ?? 0) ^ change;
			expect(decodeIndex(damaged).kind).toBe('problem');
			expect(decodeIndex(bytes.subarray(0, place)).kind).toBe('problem');
		}),
	);
});

it('columns that name what is not there are no index, whoever has written them', () => {
	fc.assert(
		fc.property(
			indexes.filter(({ pages }) => pages.length > 0),
			fc.nat(),
			fc.constantFrom(-2, 0.5, 2 ** 40, 2 ** 60, null, 'x', []),
			(index, at, wrong) => {
				const { index: columns } = JSON.parse(encodeIndex(index).toString()) as {
					index: Record<string, unknown>;
				};
				const cells = numbersIn(columns);
				const cell = cells[at % cells.length]!;
				cell.column[cell.place] = wrong;
				expect(decodeIndex(sealIndex(columns)).kind).toBe('problem');
				// One that is missing.
				cell.column.splice(cell.place, 1);
				const decoded = decodeIndex(sealIndex(columns));
				if (decoded.kind === 'index')
					expect(decoded.index.pages.every((one) => one.variants.length > 0)).toBe(true);
			},
		),
	);
});

/** Every number of a column, and where it stands. */
function numbersIn(value: unknown): { readonly column: unknown[]; readonly place: number }[] {
	if (typeof value !== 'object' || value === null) return [];
	const own = Array.isArray(value)
		? value.flatMap((one, place) =>
				typeof one === 'number' ? [{ column: value as unknown[], place }] : [],
			)
		: [];
	return [...own, ...Object.values(value).flatMap(numbersIn)];
}

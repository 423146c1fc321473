import { DEVICES } from '../../constants.js';
import type { EdgeManifest, EdgePage, EdgeVariant } from '../../edge/edge-manifest.js';
import type { Device } from '../../types.js';

/** Outcomes of one page on one device that are looked at before giving up; what is not found is the default. */
const MOST_OUTCOMES = 5_000;

/** What an audience sees of what a page reads, and the variant that shows it. */
export interface PageOutcome {
	/** By column that the page reads, in the order of `columnsOf`. */
	readonly values: readonly number[];
	readonly variant: EdgeVariant;
}

/** The columns that any variant of a page reads, in ascending order. */
export function columnsOf({ variants }: EdgePage): number[] {
	const columns = variants.flatMap(({ reads }) => reads.filter((_, at) => at % 2 === 0));
	return [...new Set(columns)].toSorted((a, b) => a - b);
}

/**
 * All outcomes of a page that a variant answers. Found by laying one segment over each outcome known so far, from the last in the
 * cascade to the first: so many steps as there are outcomes, not as there are combinations of segments.
 */
export function listOutcomes(manifest: EdgeManifest, page: EdgePage): PageOutcome[] {
	const columns = columnsOf(page);
	const found = new Map<string, readonly number[]>();
	for (const device of DEVICES) {
		for (const [key, values] of outcomesOn(manifest, device, columns)) found.set(key, values);
	}
	return [...found.values()].flatMap((values) => {
		const variant = findVariant(page, columns, values);
		return variant === undefined ? [] : [{ values, variant }];
	});
}

/** What is shown on a device to whom nothing else fits. */
export function defaultVariant(
	{ decided }: EdgeManifest,
	page: EdgePage,
	device: Device,
): EdgeVariant | undefined {
	const columns = columnsOf(page);
	const values = columns.map((column) => decided[device].defaults[column] ?? 0);
	return findVariant(page, columns, values) ?? page.variants[0];
}

function outcomesOn(
	{ segments, decided }: EdgeManifest,
	device: Device,
	columns: readonly number[],
): Map<string, readonly number[]> {
	const { defaults, chosen } = decided[device];
	const positions = segments.map((_, at) => at);
	const shown = positions.filter((at) => segments[at]?.when !== undefined);
	const kept = shown.filter((at) => segments[at]?.persist !== undefined);
	const over = (at: number, below: readonly number[]) =>
		columns.map((column, place) => {
			const value = chosen[at]?.[column] ?? 0;
			return value === 0 ? (below[place] ?? 0) : value;
		});
	let lowest: readonly number[] = columns.map((column) => defaults[column] ?? 0);
	for (const at of positions) if (segments[at]?.when === undefined) lowest = over(at, lowest);
	const found = new Map([[lowest.join(':'), lowest]]);
	for (const at of [...shown, ...kept].reverse()) {
		for (const below of [...found.values()]) {
			const values = over(at, below);
			if (found.size < MOST_OUTCOMES) found.set(values.join(':'), values);
		}
	}
	return found;
}

function findVariant(
	{ variants }: EdgePage,
	columns: readonly number[],
	values: readonly number[],
): EdgeVariant | undefined {
	return variants.find(({ reads }) =>
		reads.every((column, at) => at % 2 === 1 || values[columns.indexOf(column)] === reads[at + 1]),
	);
}

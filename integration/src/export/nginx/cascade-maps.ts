import { DEVICES } from '../../constants.js';
import type { EdgeManifest } from '../../edge/edge-manifest.js';
import { DEVICE_LETTER, type SegmentVariables } from './audience-maps.js';
import { quoteRegex, type MapEntry, type MapWriter } from './syntax.js';

/**
 * Adds a map for a column: the number of what is shown there, that of the first segment that has something for it (matched, then kept from
 * before, then the one of everybody), else the default. Gives the variable, or the number itself where all are shown the same.
 */
export function addColumnMap(
	maps: MapWriter,
	{ segments, decided }: EdgeManifest,
	variables: readonly SegmentVariables[],
	column: number,
): string {
	const chosenBy = (at: number) => DEVICES.some((device) => decided[device].chosen[at]?.[column]);
	const layers = [
		...variables.map(({ at, matched }) => ({ at, variable: matched })),
		...variables.flatMap(({ at, kept }) => (kept === undefined ? [] : [{ at, variable: kept }])),
	].filter(({ at }) => chosenBy(at));
	const everybody = segments.findIndex(({ when }) => when === undefined);
	const entries = DEVICES.flatMap((device) => {
		const { defaults, chosen } = decided[device];
		const letter = DEVICE_LETTER[device];
		const shared = chosen[everybody]?.[column] ?? 0;
		const last = String(shared === 0 ? (defaults[column] ?? 0) : shared);
		const first = layers.map(({ at }, place): MapEntry[] => {
			const value = chosen[at]?.[column];
			if (!value) return [];
			// Most visitors are in one segment or in none: those are looked up, and the rest tried one by one.
			const alone = layers.map((_, other) => (other === place ? '1' : '0')).join('');
			return [
				[`"${letter}${alone}"`, String(value)],
				[quoteRegex(`^${letter}.{${place}}1`), String(value)],
			];
		});
		const none: MapEntry = [`"${letter}${'0'.repeat(layers.length)}"`, last];
		return [...first.flat(), none, [quoteRegex(`^${letter}`), last] satisfies MapEntry];
	});
	const values = new Set(entries.map(([, value]) => value));
	const [only] = values;
	if (values.size === 1 && only !== undefined) return only;
	const source = `"$choose_device${layers.map(({ variable }) => variable).join('')}"`;
	return maps.add(`column_${column + 1}`, source, entries);
}

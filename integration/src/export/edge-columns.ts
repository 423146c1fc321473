import type { DecisionTable } from '../decisions/decision-table.js';
import type { Decisions } from '../decisions/decision-types.js';
import type { Segment } from '../definition/definition-types.js';
import type { EdgeDecisions, EdgeManifest } from '../edge/edge-manifest.js';
import type { Device } from '../types.js';
import { keyOfRead, valueOfRead, type Read, type ReadName } from '../variants/reads.js';

/** Everything that pages read, and what is decided for it, in numbers. */
export interface Columns extends Pick<EdgeManifest, 'reads' | 'decided'> {
	/** Columns and values of a rendering's reads, in turn. */
	numbersOf(reads: readonly Read[]): number[];
}

interface Column {
	readonly read: ReadName;
	/** Values by number, less one. Something that is not declared has a value too: undefined. */
	readonly values: (string | undefined)[];
}

const DEVICE_VALUES: Readonly<Record<Device, number>> = { desktop: 1, mobile: 2 };

export function createColumns(
	pages: readonly { readonly variants: readonly { readonly reads: readonly Read[] }[] }[],
	segments: readonly Pick<Segment, 'name'>[],
	table: Pick<DecisionTable, 'defaults' | 'ofSegment'>,
): Columns {
	const columns = new Map<string, Column>();
	for (const { variants } of pages)
		for (const { reads } of variants)
			for (const { kind, name, locale } of reads) {
				const read: ReadName = { kind, name, ...(locale !== undefined && { locale }) };
				const key = keyOfRead(read);
				const values = kind === 'device' ? Object.keys(DEVICE_VALUES) : [];
				if (!columns.has(key)) columns.set(key, { read, values });
			}
	const all = [...columns.values()];

	const decidedOn = (device: Device): EdgeDecisions => ({
		defaults: all.map((column) =>
			numberOf(column, valueOfRead({ decisions: table.defaults, device }, column.read)),
		),
		chosen: segments.map(({ name }) => {
			const decisions = table.ofSegment(name, device);
			return all.map((column) => {
				const { read } = column;
				return isChosen(decisions, read)
					? numberOf(column, valueOfRead({ decisions, device }, read))
					: 0;
			});
		}),
	});

	return {
		reads: all.map(({ read }) => read),
		decided: { desktop: decidedOn('desktop'), mobile: decidedOn('mobile') },
		numbersOf: (reads) =>
			reads.flatMap((read) => {
				const key = keyOfRead(read);
				const column = columns.get(key);
				if (column === undefined) throw new Error(`nothing was said of ${key}`);
				return [all.indexOf(column), numberOf(column, read.value)];
			}),
	};
}

// As the cascade has it: what is chosen in one locale is chosen in all.
function isChosen({ experiences, groups }: Decisions, { kind, name }: ReadName): boolean {
	if (kind === 'device') return false;
	if (kind === 'experience') return experiences.get(name)?.reason === 'choice';
	return (groups.get(name)?.entries.length ?? 0) > 0;
}

function numberOf({ values }: Column, value: string | undefined): number {
	const at = values.indexOf(value);
	return at === -1 ? values.push(value) : at + 1;
}

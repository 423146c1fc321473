import type { Goal, Measured, Table } from './part.ts';

/** A part's figures as a terminal shows them. */
export function describeMeasured({ tables, ratios, goals }: Measured): string {
	const named = Object.entries(ratios).map(([name, ratio]) => [name, ratio.toFixed(2)]);
	return [
		...tables.map(describeTable),
		...(named.length === 0
			? []
			: [describeTable({ title: 'Ratios', columns: ['', ''], rows: named })]),
		...(goals.length === 0 ? [] : [describeTable(goalTable(goals))]),
	].join('\n\n');
}

/** The goals as a table. */
export function goalTable(goals: readonly Goal[]): Table {
	return {
		title: 'Goals',
		columns: ['', 'wanted', 'measured', ''],
		rows: goals.map(({ what, wanted, measured, isMet }) => [
			what,
			wanted,
			measured,
			isMet ? 'met' : 'missed',
		]),
	};
}

function describeTable({ title, columns, rows }: Table): string {
	const all = [columns, ...rows];
	const widths = columns.map((_, at) => Math.max(...all.map((row) => row[at]?.length ?? 0)));
	const line = (row: readonly string[]) =>
		row
			.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
			.join('  ')
			.trimEnd();
	return [title, ...all.map(line).filter((text) => text !== '')].join('\n  ');
}

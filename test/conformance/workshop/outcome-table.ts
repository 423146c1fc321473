import type { Row } from './workshop-types.js';

const SHOWN: Readonly<Record<Row['result'], string>> = {
	same: 'same',
	different: 'declared',
	inapplicable: '-',
	failed: 'FAILED',
};

/** Engines × cases, for a terminal. */
export function outcomeTable(recorded: ReadonlyMap<string, readonly Row[]>): string {
	const engines = [...recorded].toSorted(([a], [b]) => a.localeCompare(b));
	const names = [
		...new Set(engines.flatMap(([, rows]) => rows.map(({ part, title }) => `${part}: ${title}`))),
	];
	const resultOf = (rows: readonly Row[], name: string) =>
		rows.find(({ part, title }) => `${part}: ${title}` === name)?.result;
	const lines = names.map((name) => [
		name,
		...engines.map(([, rows]) => {
			const result = resultOf(rows, name);
			return result === undefined ? '?' : SHOWN[result];
		}),
	]);
	const header = ['', ...engines.map(([engine]) => engine)];
	const widths = header.map((_, column) =>
		Math.min(90, Math.max(...[header, ...lines].map((line) => line[column]?.length ?? 0))),
	);
	return [header, ...lines]
		.map((line) =>
			line
				.map((text, column) => text.slice(0, widths[column]).padEnd(widths[column] ?? 0))
				.join('  ')
				.trimEnd(),
		)
		.join('\n');
}

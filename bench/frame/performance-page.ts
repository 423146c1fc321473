import { fileURLToPath } from 'node:url';
import prettier from 'prettier';
import type { Part, Table } from './part.ts';
import type { Result, Results } from './results-file.ts';
import { goalTable } from './terminal.ts';

export const PERFORMANCE_PAGE = new URL('../../docs/performance.md', import.meta.url);

/** What {@link PERFORMANCE_PAGE} is to hold: what was measured of each part, in their order. */
export async function writePerformancePage(
	parts: readonly Part[],
	results: Results,
): Promise<string> {
	const filepath = fileURLToPath(PERFORMANCE_PAGE);
	const style = await prettier.resolveConfig(filepath);
	return prettier.format(describeParts(parts, results), { ...style, filepath });
}

function describeParts(parts: readonly Part[], results: Results): string {
	const sections = parts.flatMap((part) => {
		const result = results[part.name];
		return result === undefined ? [] : [describePart(part, result)];
	});
	return `# Performance

This page is written by the bench (\`npm run bench -- --write\`). Each part is measured in one run, its contenders in turn, so that what is compared has
met the same machine; figures of one part are not to be compared with those of another.

${sections.join('\n\n')}
`;
}

function describePart(
	{ name, title, about }: Part,
	{ on, machine, goals, tables }: Result,
): string {
	return [
		`## ${title}`,
		about,
		...tables.map(describeTable),
		...(goals.length === 0 ? [] : [describeTable(goalTable(goals))]),
		`Measured on ${on} with \`npm run bench -- ${name}\`: ${machine}.`,
	].join('\n\n');
}

function describeTable({ title, columns, rows }: Table): string {
	const line = (cells: readonly string[]) => `| ${cells.map(escape).join(' | ')} |`;
	return [
		`### ${title}`,
		'',
		line(columns),
		line(columns.map((_, at) => (at === 0 ? '---' : '--:'))),
		...rows.map(line),
	].join('\n');
}

function escape(text: string): string {
	return text.replaceAll('|', '\\|');
}

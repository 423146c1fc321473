import type { PageReport } from '../report-types.js';
import { measurePage, sortByVariety, sumFigures, type PageFigures } from './figures.js';
import { formatBytes, formatCount, formatMs, formatNumberOf, formatOneLine } from './format.js';
import { cutMiddle, measureWidth, pad } from './text-width.js';

/** Pages with a line of their own; the rest share one. */
const SHOWN_PAGES = 20;
const NARROWEST_PATH = 16;
const GAP = '  ';

interface Column {
	readonly heading: string;
	readonly cell: (figures: PageFigures) => string;
}

/** In the order in which they stand; a narrow terminal loses them from the end. */
const COLUMNS: readonly Column[] = [
	{ heading: 'variants', cell: ({ variants }) => formatCount(variants) },
	{ heading: 'audiences', cell: formatAudiences },
	{ heading: 'bytes', cell: ({ bytes }) => formatBytes(bytes) },
	{ heading: 'brotli', cell: ({ brotliBytes }) => formatBytes(brotliBytes) },
	{ heading: 'time', cell: ({ renderMs }) => formatMs(renderMs) },
];

/** The lines of the terminal table about pages: a heading, the most varied pages, and one line for the rest. */
export interface PageLines {
	readonly heading: string;
	readonly pages: readonly string[];
	readonly rest: string | undefined;
}

/** Lays out at least one page within `width` columns of a terminal, or as near to it as the first column allows. */
export function layOutPages(pages: readonly PageReport[], width: number): PageLines {
	const sorted = sortByVariety(pages);
	const remaining = sorted.slice(SHOWN_PAGES);
	const rows = sorted.slice(0, SHOWN_PAGES).map((page) => ({
		label: formatOneLine(page.path),
		figures: measurePage(page),
	}));
	if (remaining.length > 0) {
		rows.push({
			label: `+ ${formatNumberOf(remaining.length, 'more page')}`,
			figures: sumFigures(remaining.map(measurePage)),
		});
	}

	const columns = COLUMNS.map(({ heading, cell }) => {
		const texts = [heading, ...rows.map(({ figures }) => cell(figures))];
		return { texts, width: Math.max(...texts.map((text) => text.length)) };
	});
	const measureRoom = () =>
		columns.reduce((room, column) => room - GAP.length - column.width, width);
	while (columns.length > 1 && measureRoom() < NARROWEST_PATH) columns.pop();

	const labels = ['page', ...rows.map(({ label }) => label)];
	const labelWidth = Math.min(
		Math.max(...labels.map(measureWidth)),
		Math.max(measureRoom(), NARROWEST_PATH),
	);
	const [heading = '', ...lines] = labels.map((label, row) =>
		[
			pad(cutMiddle(label, labelWidth), labelWidth, 'end'),
			...columns.map((column) => pad(column.texts[row] ?? '', column.width, 'start')),
		].join(GAP),
	);
	const rest = remaining.length > 0 ? lines.pop() : undefined;
	return { heading, pages: lines, rest };
}

function formatAudiences({ answered, unanswered }: PageFigures): string {
	return unanswered === 0
		? formatCount(answered)
		: `${formatCount(answered)} of ${formatCount(answered + unanswered)}`;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const WIDE =
	/^(?:\p{Emoji_Presentation}|[\p{sc=Han}\p{sc=Hangul}\p{sc=Hira}\p{sc=Kana}\u3000-\u303f\uff01-\uff60])/u;

/** How many columns of a terminal a text takes; East Asian wide characters and emoji take two (Unicode Annex 11). */
export function measureWidth(text: string): number {
	return splitGraphemes(text).reduce((width, grapheme) => width + widthOf(grapheme), 0);
}

/** The text padded to a width: at the end, or at the start so that numbers align. */
export function pad(text: string, width: number, side: 'start' | 'end'): string {
	const room = ' '.repeat(Math.max(0, width - measureWidth(text)));
	return side === 'end' ? text + room : room + text;
}

/** The text within `width` columns: a longer one loses its middle, because paths differ at both ends. */
export function cutMiddle(text: string, width: number): string {
	if (measureWidth(text) <= width) return text;
	if (width < 5) return take(splitGraphemes(text), width).join('');
	const parts = splitGraphemes(text);
	const head = take(parts, Math.ceil((width - 3) / 2));
	const tail = take(parts.toReversed(), Math.floor((width - 3) / 2)).toReversed();
	return `${head.join('')}...${tail.join('')}`;
}

function take(parts: readonly string[], width: number): string[] {
	const taken: string[] = [];
	let left = width;
	for (const part of parts) {
		left -= widthOf(part);
		if (left < 0) break;
		taken.push(part);
	}
	return taken;
}

function splitGraphemes(text: string): string[] {
	return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

function widthOf(grapheme: string): number {
	return WIDE.test(grapheme) ? 2 : 1;
}

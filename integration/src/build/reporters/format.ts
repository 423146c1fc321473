const counts = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const decimals = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const tenths = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** `12345` as `12,345`: the same on every machine, whatever its locale. */
export function formatCount(count: number): string {
	return counts.format(count);
}

/** A count with its noun: `1 page`, `2 pages`. */
export function formatNumberOf(count: number, noun: string, plural = `${noun}s`): string {
	return `${formatCount(count)} ${count === 1 ? noun : plural}`;
}

/** Bytes in decimal units, as browsers and hosts bill them: `812 B`, `14.2 kB`, `3.0 MB`. */
export function formatBytes(bytes: number): string {
	if (bytes < 1000) return `${formatCount(bytes)} B`;
	return bytes < 999_950 ? `${tenths.format(bytes / 1e3)} kB` : `${tenths.format(bytes / 1e6)} MB`;
}

/** Milliseconds as a reader wants them: `41 ms`, `1.2 s`. */
export function formatMs(ms: number): string {
	return ms < 999.5 ? `${formatCount(ms)} ms` : `${decimals.format(ms / 1000)} s`;
}

/** Seconds in the largest unit that divides them: `300` is `5 min`, `90` is `90 s`. */
export function formatInterval(seconds: number): string {
	if (seconds > 0 && seconds % 3600 === 0) return `${formatCount(seconds / 3600)} h`;
	if (seconds > 0 && seconds % 60 === 0) return `${formatCount(seconds / 60)} min`;
	return `${decimals.format(seconds)} s`;
}

/**
 * A text of unknown origin on one line, without the characters that steer a terminal or reorder the text beside them: control
 * characters, line separators and bidirectional overrides.
 */
export function formatOneLine(text: string): string {
	return text.replace(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}

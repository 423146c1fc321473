const WEEKDAY = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/;

/**
 * Milliseconds from `now` (epoch milliseconds) that a `Retry-After` header asks to wait: seconds, or an HTTP date in any of its
 * three forms (RFC 9110, 10.2.3 and 5.6.7). Never negative; undefined when the header is absent or neither.
 */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
	if (header === undefined) return undefined;
	if (/^\d{1,10}$/.test(header)) return Number(header) * 1_000;
	if (!WEEKDAY.test(header)) return undefined;
	// The asctime form names no zone; HTTP dates are always GMT.
	const time = Date.parse(header.endsWith('GMT') ? header : `${header} GMT`);
	return Number.isNaN(time) ? undefined : Math.max(0, time - now);
}

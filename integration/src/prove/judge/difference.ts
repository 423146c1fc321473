import type { Answer } from '../prove-types.js';

const BEFORE = 24;
const SHOWN = 96;

/** Where two answers first differ, in two lines: what was expected, what was found. */
export function firstDifference(expected: Answer, found: Answer): string[] {
	if (expected.status !== found.status)
		return [`- status ${expected.status}`, `+ status ${found.status || (found.failure ?? 'none')}`];
	if (expected.body === found.body) {
		const names = ['content-type', 'location', 'x-robots-tag', 'content-language'];
		const name = names.find((one) => String(expected.headers[one]) !== String(found.headers[one]));
		if (name === undefined) return [];
		const line = ({ headers }: Answer) => `${name}: ${String(headers[name] ?? '(none)')}`;
		return [`- ${line(expected)}`, `+ ${line(found)}`];
	}
	const most = Math.min(expected.body.length, found.body.length);
	let at = 0;
	while (at < most && expected.body[at] === found.body[at]) at++;
	const part = ({ body }: Answer) => excerpt(body, at);
	return [
		`at byte ${Buffer.byteLength(expected.body.slice(0, at))}:`,
		`- ${part(expected)}`,
		`+ ${part(found)}`,
	];
}

/** The text around a place, on one line. */
export function excerpt(text: string, at: number): string {
	const start = Math.max(0, at - BEFORE);
	const shown = text.slice(start, start + SHOWN).replace(/\s+/g, ' ');
	return `${start > 0 ? '…' : ''}${shown}${start + SHOWN < text.length ? '…' : ''}`;
}

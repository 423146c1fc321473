/**
 * A payload's JSON as lines that an author of content reads: `{"headline":"Run","cta":{"label":"Go"}}` becomes `headline: Run` and
 * `cta: label: Go`, and a list of objects a line for each. What is not JSON, such as a device or a value that was cut, stays as it
 * is, and so does what would lose something, such as an integer beyond 2^53.
 */
export function formatValue(value: string): string {
	const parsed = parseJson(value);
	if (typeof parsed !== 'object' || parsed === null) return formatPart(parsed);
	if (Array.isArray(parsed)) return formatEntry(parsed).trim();
	const entries = Object.entries(parsed);
	return entries.length === 0
		? '{}'
		: entries.map(([key, part]) => `${key}:${formatEntry(part)}`).join('\n');
}

function formatEntry(part: unknown): string {
	const isList = Array.isArray(part) && part.some((item) => typeof item === 'object');
	return isList
		? part.map((item) => `\n\u2013 ${formatPart(item)}`).join('')
		: ` ${formatPart(part)}`;
}

function formatPart(part: unknown): string {
	if (typeof part === 'string') return part === '' ? '(empty)' : part;
	if (Array.isArray(part)) return part.length === 0 ? 'none' : part.map(formatPart).join(', ');
	if (typeof part !== 'object' || part === null) return String(part);
	return Object.entries(part)
		.map(([key, inner]) => `${key}: ${formatPart(inner)}`)
		.join(', ');
}

function parseJson(value: string): unknown {
	try {
		const parsed: unknown = JSON.parse(value);
		return JSON.stringify(parsed) === value ? parsed : value;
	} catch {
		return value;
	}
}

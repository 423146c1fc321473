/** The longest line that something is kept on. */
const WIDTH = 240;

/** JSON to read: whatever fits on one line stands on one. */
export function neatJson(value: unknown, indent = ''): string {
	const line = JSON.stringify(value);
	if (indent.length + line.length <= WIDTH || typeof value !== 'object' || value === null)
		return line;
	const inner = `${indent}  `;
	const isList = Array.isArray(value);
	const parts = Object.entries(value).map(([key, part]: [string, unknown]) =>
		isList ? neatJson(part, inner) : `${JSON.stringify(key)}: ${neatJson(part, inner)}`,
	);
	const [open, close] = isList ? ['[', ']'] : ['{', '}'];
	return `${open}\n${parts.map((part) => `${inner}${part}`).join(',\n')}\n${indent}${close}`;
}

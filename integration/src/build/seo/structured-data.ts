import { canonicalJson } from '../../decisions/digest.js';

const INVALID = 'invalid JSON: ';

/** JSON-LD such that equal data are equal texts, whatever the order of keys and the white space. */
export function canonicalJsonLd(text: string): string {
	try {
		return canonicalJson(JSON.parse(text));
	} catch {
		return `${INVALID}${text.trim()}`;
	}
}

/** The types of what a canonical text describes, those of a graph or a list each: `ItemList`. */
export function typesOf(canonical: string): string[] {
	if (canonical.startsWith(INVALID)) return ['invalid JSON'];
	return listTypes(JSON.parse(canonical));
}

function listTypes(value: unknown): string[] {
	if (Array.isArray(value)) return value.flatMap(listTypes);
	if (typeof value !== 'object' || value === null) return ['no type'];
	const graph: unknown = Reflect.get(value, '@graph');
	if (Array.isArray(graph)) return graph.flatMap(listTypes);
	const type: unknown = Reflect.get(value, '@type');
	return [typeof type === 'string' ? type : Array.isArray(type) ? type.join(' ') : 'no type'];
}

/** A canonical text as lines of which each says one thing, names first: `name: Kite`. */
export function linesOf(canonical: string): string[] {
	if (canonical.startsWith(INVALID)) return [canonical];
	const lines = flatten(JSON.parse(canonical), '');
	const isName = (line: string) => line.startsWith('name: ');
	return [...lines.filter(isName), ...lines.filter((line) => !isName(line))];
}

function flatten(value: unknown, key: string): string[] {
	if (Array.isArray(value)) return value.flatMap((item) => flatten(item, key));
	if (typeof value === 'object' && value !== null) {
		return Object.entries(value).flatMap(([name, inner]) => flatten(inner, name));
	}
	return [`${key}: ${String(value)}`];
}

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

/** A canonical text as lines of which each says one thing: `ItemList itemListElement[0].name: Kite`. */
export function linesOf(canonical: string): string[] {
	if (canonical.startsWith(INVALID)) return [canonical];
	return flatten(JSON.parse(canonical), '').map(
		(line) => `${typesOf(canonical).join(', ')} ${line}`,
	);
}

function flatten(value: unknown, path: string): string[] {
	if (Array.isArray(value)) {
		return value.flatMap((item, index) => flatten(item, `${path}[${index}]`));
	}
	if (typeof value === 'object' && value !== null) {
		return Object.entries(value).flatMap(([key, inner]) =>
			flatten(inner, path === '' ? key : `${path}.${key}`),
		);
	}
	return [`${path}: ${String(value)}`];
}

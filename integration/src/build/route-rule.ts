/** Whether a path is one of a route pattern, as in `routeRules`: static names, `[param]`, `[...rest]`, and mixtures of them. */
export function matchesPattern(pattern: string, path: string): boolean {
	return matchesParts(partsOf(pattern), partsOf(path));
}

/** Orders patterns as Astro does: the first that matches a path is the one that counts. */
export function compareSpecificity(a: string, b: string): number {
	const [left, right] = [partsOf(a), partsOf(b)];
	for (let at = 0; at < Math.max(left.length, right.length); at++) {
		const difference = rankOf(left[at]) - rankOf(right[at]);
		if (difference !== 0) return difference;
	}
	return 0;
}

function matchesParts([pattern, ...patterns]: string[], path: readonly string[]): boolean {
	if (pattern === undefined) return path.length === 0;
	if (isRest(pattern)) {
		return (
			path.some((_, at) => matchesParts(patterns, path.slice(at))) || matchesParts(patterns, [])
		);
	}
	const [name, ...names] = path;
	return name !== undefined && matchesName(pattern, name) && matchesParts(patterns, names);
}

function matchesName(pattern: string, name: string): boolean {
	const literals = pattern.split(/\[[^\]]*\]/);
	const [start = '', ...rest] = literals;
	const end = rest.pop();
	if (end === undefined) return name === start;
	if (!name.startsWith(start)) return false;
	let at = start.length;
	for (const literal of rest) {
		at = name.indexOf(literal, at + 1);
		if (at === -1) return false;
		at += literal.length;
	}
	return name.length > at + end.length && name.endsWith(end);
}

function partsOf(path: string): string[] {
	return path.split('/').filter(Boolean);
}

function isRest(part: string): boolean {
	return /^\[\.{3}[^\]]*\]$/.test(part);
}

function rankOf(part: string | undefined): number {
	if (part === undefined) return 3;
	if (isRest(part)) return 4;
	if (!part.includes('[')) return 0;
	return /^\[[^\]]*\]$/.test(part) ? 2 : 1;
}

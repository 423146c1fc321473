/**
 * The first value of a cookie in a `Cookie` header, decoded; a value that cannot be decoded is taken as it stands. What
 * `Astro.cookies` reads, without reading the other cookies.
 */
export function findCookie(header: string, name: string): string | undefined {
	let at = header.indexOf(name);
	while (at !== -1) {
		let equals = at + name.length;
		while (isBlank(header, equals)) equals++;
		if (header.charCodeAt(equals) === 61 /* = */ && startsPair(header, at)) {
			const end = header.indexOf(';', equals);
			return decode(trimBlanks(header, equals + 1, end === -1 ? header.length : end));
		}
		at = header.indexOf(name, at + 1);
	}
	return undefined;
}

function startsPair(header: string, at: number): boolean {
	let before = at - 1;
	while (isBlank(header, before)) before--;
	return before < 0 || header.charCodeAt(before) === 59; /* ; */
}

function trimBlanks(text: string, from: number, to: number): string {
	let start = from;
	let end = to;
	while (start < end && isBlank(text, start)) start++;
	while (end > start && isBlank(text, end - 1)) end--;
	return text.slice(start, end);
}

function isBlank(text: string, at: number): boolean {
	const code = text.charCodeAt(at);
	return code === 32 /* space */ || code === 9; /* tab */
}

/** The first value of a parameter in a query string without `?`, decoded as a form; likewise. */
export function findParameter(query: string, name: string): string | undefined {
	let start = 0;
	while (start < query.length) {
		const next = query.indexOf('&', start);
		const end = next === -1 ? query.length : next;
		const equals = query.indexOf('=', start);
		const split = equals === -1 || equals > end ? end : equals;
		if (decodeForm(query.slice(start, split)) === name)
			return decodeForm(query.slice(split + 1, end));
		start = end + 1;
	}
	return undefined;
}

function decodeForm(text: string): string {
	return decode(text.includes('+') ? text.replaceAll('+', ' ') : text);
}

function decode(text: string): string {
	if (!text.includes('%')) return text;
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

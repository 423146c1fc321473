import type { Asker } from './prove-types.js';

/** What an asker asks for to see a page: its path with the asker's own parameters. */
export function targetOf({ query }: Asker, path: string): string {
	if (query === '') return path;
	return `${path}${path.includes('?') ? '&' : '?'}${query}`;
}

/** A shell command that asks the same of the site itself. */
export function curlOf(asker: Asker, target: string, site: URL): string {
	const headers = Object.entries(asker.headers)
		.filter(([name]) => !UNTOLD.has(name))
		.map(([name, value]) => `-H ${quoted(`${name}: ${value}`)} `);
	return `curl -si --compressed ${headers.join('')}${quoted(`${site.origin}${target}`)}`;
}

const UNTOLD = new Set(['accept', 'accept-encoding', 'accept-language']);

function quoted(text: string): string {
	return `'${text.replaceAll("'", `'\\''`)}'`;
}

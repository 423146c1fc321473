import type { Asker, Marker } from './prove-types.js';

/** What an asker asks for to see a page: its path with the asker's own parameters. */
export function targetOf({ query }: Asker, path: string): string {
	if (query === '') return path;
	return `${path}${path.includes('?') ? '&' : '?'}${query}`;
}

/**
 * A shell command that asks the same of the site itself. Of a random visitor, only what carries these markers is sent, if any are
 * given: the rest makes no difference to what is shown.
 */
export function curlOf(asker: Asker, target: string, site: URL, only?: readonly Marker[]): string {
	const idle = only === undefined ? [] : asker.markers.filter((marker) => !only.includes(marker));
	const isIdle = (text: string) => idle.some((marker) => text.includes(marker.text));
	const headers = Object.entries(asker.headers)
		.filter(([name]) => !UNTOLD.has(name))
		.map(([name, value]) => {
			const parts = name === 'cookie' ? value.split('; ') : [value];
			return [name, parts.filter((part) => !isIdle(part)).join('; ')] as const;
		})
		.filter(([, value]) => value !== '')
		.map(([name, value]) => `-H ${quoted(`${name}: ${value}`)} `);
	return `curl -si --compressed ${headers.join('')}${quoted(`${site.origin}${target}`)}`;
}

const UNTOLD = new Set(['accept', 'accept-encoding', 'accept-language']);

function quoted(text: string): string {
	return `'${text.replaceAll("'", `'\\''`)}'`;
}

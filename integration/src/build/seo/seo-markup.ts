/** Elements whose content is text up to their end tag (HTML, 13.2.5.2 to 13.2.5.4). */
const RAW_TEXT = new Set([
	'script',
	'style',
	'title',
	'textarea',
	'xmp',
	'iframe',
	'noembed',
	'noframes',
]);
const FOREIGN = new Set(['svg', 'math']);
const EMPTY = new Set(['a', 'link', 'meta', 'base']);

const NAME = /\/?([a-z][^\s/>]*)/iy;
const ATTRIBUTE =
	/[\s/]*[^\s/>][^\s/>=]*(?:\s*=\s*(?:"[^"]*(?:"|$)|'[^']*(?:'|$)|[^\s"'>][^\s>]*)?)?/y;
const TAG_END = /[\s/]*>/y;
const CDATA = '<![CDATA[';
const COMMENT = /<!--(?:-?>|[^]*?(?:--!?>|$))/y;

/**
 * The markup of a document from which search engines take what they read, in its order: `title`, `h1` and JSON-LD elements whole, of
 * `a`, `link`, `meta` and `base` the start tag. Content of `svg`, `math` and `template` is left out, that of `noscript` is not. Reads
 * tags as the HTML standard does; parsing a whole page into a tree takes as long as rendering it.
 */
export function findSeoMarkup(html: string): string[] {
	const found: string[] = [];
	/** Names of the elements that are open, from the outermost `svg` or `math` on. */
	const foreign: string[] = [];
	let inert = 0;
	let heading: number | undefined;
	const endHeading = (end: number) => {
		if (heading !== undefined) found.push(html.slice(heading, end));
		heading = undefined;
	};

	for (let at = html.indexOf('<'); at !== -1; at = html.indexOf('<', at)) {
		const start = at;
		const name = matchAt(NAME, html, start + 1)?.[1]?.toLowerCase();
		if (name === undefined) {
			at = endOfOther(html, start, foreign.length > 0);
			continue;
		}
		at = endOfTag(html, start);
		// A tag that the document cuts short is none.
		if (at === -1) break;
		const isEnd = html[start + 1] === '/';
		const isClosed = html[at - 2] === '/';
		if (foreign.length > 0) {
			// No element in it holds raw text, so what a style says may look like tags that nothing ends but its own end.
			if (!isEnd && !isClosed) foreign.push(name);
			else if (isEnd && foreign.includes(name)) foreign.length = foreign.lastIndexOf(name);
		} else if (FOREIGN.has(name)) {
			if (!isEnd && !isClosed) foreign.push(name);
		} else if (name === 'template') {
			inert = Math.max(0, inert + (isEnd ? -1 : 1));
		} else if (isEnd) {
			if (/^h[1-6]$/.test(name)) endHeading(at);
		} else if (RAW_TEXT.has(name)) {
			const end = endOfRawText(html, name, at);
			if (inert === 0 && (name === 'title' || isJsonLd(name, html.slice(start, at)))) {
				found.push(html.slice(start, end));
			}
			at = end;
		} else if (inert === 0) {
			if (EMPTY.has(name)) found.push(html.slice(start, at));
			if (name === 'h1') {
				endHeading(start);
				heading = start;
			}
		}
	}
	endHeading(html.length);
	return found;
}

function isJsonLd(name: string, tag: string): boolean {
	return name === 'script' && /ld\+json/i.test(tag);
}

/** Behind the `>` of the tag that begins at `start`; -1 if there is none. */
function endOfTag(html: string, start: number): number {
	const first = html.indexOf('>', start);
	// Only a quoted value may hold a `>`.
	if (first === -1 || !/["']/.test(html.slice(start, first))) return first === -1 ? -1 : first + 1;
	let at = start + (matchAt(NAME, html, start + 1)?.[0].length ?? 0) + 1;
	for (;;) {
		const end = matchAt(TAG_END, html, at);
		if (end !== undefined) return at + end[0].length;
		const attribute = matchAt(ATTRIBUTE, html, at);
		if (attribute === undefined) return -1;
		at += attribute[0].length;
	}
}

/** Behind the end tag of an element whose content is text; the end of the document if there is none. */
function endOfRawText(html: string, name: string, from: number): number {
	const closing = new RegExp(`</${name}(?=[\\s/>])`, 'gi');
	closing.lastIndex = from;
	const found = closing.exec(html);
	if (found === null) return html.length;
	const end = endOfTag(html, found.index);
	return end === -1 ? html.length : end;
}

/** Behind a comment, a doctype, a CDATA section (there are none outside foreign content), or a `<` that begins nothing. */
function endOfOther(html: string, start: number, isForeign: boolean): number {
	if (isForeign && html.startsWith(CDATA, start)) {
		const end = html.indexOf(']]>', start);
		return end === -1 ? html.length : end + 3;
	}
	const comment = matchAt(COMMENT, html, start);
	if (comment !== undefined) return start + comment[0].length;
	if (!/[!?/]/.test(html[start + 1] ?? '')) return start + 1;
	const end = html.indexOf('>', start);
	return end === -1 ? html.length : end + 1;
}

function matchAt(pattern: RegExp, html: string, at: number): RegExpExecArray | undefined {
	pattern.lastIndex = at;
	return pattern.exec(html) ?? undefined;
}

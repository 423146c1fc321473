import { parse, type DefaultTreeAdapterTypes } from 'parse5';

type Node = DefaultTreeAdapterTypes.ChildNode;

/** The addresses that a page names, absolute. */
export interface PageLinks {
	/** Whatever leads somewhere: links, forms, frames, scripts, images, alternates. */
	readonly all: readonly string[];
	/** Of `<a>` only. */
	readonly anchors: readonly string[];
	readonly canonical: string | undefined;
	/** `<meta name="robots">` forbids to index it. */
	readonly noindex: boolean;
}

const ADDRESSES = new Set(['href', 'src', 'action', 'formaction', 'data', 'poster']);

/** Reads the addresses in an HTML page that lies at `url`. */
export function readPageLinks(html: string, url: string): PageLinks {
	const all: string[] = [];
	const anchors: string[] = [];
	let canonical: string | undefined;
	let noindex = false;
	let base = url;
	// A stack of our own: elements may lie within each other deeper than calls can.
	const waiting: Node[] = parse(html).childNodes.toReversed();
	const visit = (node: Node): void => {
		if (!('tagName' in node)) return;
		const attributes = new Map(node.attrs.map(({ name, value }) => [name, value]));
		const href = attributes.get('href');
		if (node.tagName === 'base' && href !== undefined) base = URL.parse(href, url)?.href ?? base;
		for (const [name, value] of attributes) {
			const written = [
				...(ADDRESSES.has(name) ? [value] : []),
				...(name === 'srcset'
					? value.split(',').map((one) => one.trim().split(/\s+/)[0] ?? '')
					: []),
				...(name === 'content' ? refreshTarget(value) : []),
			];
			const found = written.flatMap((one) => URL.parse(one, base)?.href ?? []);
			for (const address of found) all.push(address);
			if (node.tagName === 'a' && name === 'href') anchors.push(...found);
		}
		const relations = (attributes.get('rel') ?? '').toLowerCase().split(/\s+/);
		if (node.tagName === 'link' && relations.includes('canonical') && href !== undefined)
			canonical ??= URL.parse(href, base)?.href;
		const isRobots = attributes.get('name')?.toLowerCase() === 'robots';
		if (node.tagName === 'meta' && isRobots)
			noindex ||= /noindex|none/i.test(attributes.get('content') ?? '');
		for (let at = node.childNodes.length - 1; at >= 0; at--) {
			const child = node.childNodes[at];
			if (child !== undefined) waiting.push(child);
		}
	};
	for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) visit(node);
	return { all, anchors, canonical, noindex };
}

// `<meta http-equiv="refresh" content="0; url=…">`, and `og:url` and its like.
function refreshTarget(content: string): string[] {
	const [, refreshed] = /^\s*\d+\s*[;,]\s*url\s*=\s*['"]?([^'"]+)/i.exec(content) ?? [];
	if (refreshed !== undefined) return [refreshed];
	return /^https?:\/\/\S+$/.test(content) ? [content] : [];
}

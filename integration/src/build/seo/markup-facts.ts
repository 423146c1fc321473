import { html, parseFragment, type DefaultTreeAdapterTypes } from 'parse5';
import { canonicalJsonLd } from './structured-data.js';
import type { SeoPart } from './seo-types.js';

type Element = DefaultTreeAdapterTypes.Element;
type Node = DefaultTreeAdapterTypes.ChildNode;

/** What one piece of markup says; an address is as it is written. */
export type MarkupFact =
	| { readonly part: SeoPart; readonly value: string }
	/** `label` stands before the address: a language. */
	| { readonly part: SeoPart; readonly href: string; readonly label?: string }
	| { readonly part: 'base'; readonly href: string };

/** Names of `meta` elements that say what may be indexed. */
const ROBOTS = new Set(['robots', 'googlebot', 'googlebot-news', 'bingbot']);
/** Elements whose content is not read out. */
const SILENT = new Set(['script', 'style', 'template']);

/** Reads one element as {@link findSeoMarkup} finds it. */
export function readMarkup(source: string): MarkupFact[] {
	const element = parseFragment(source).childNodes.find(isElement);
	if (element === undefined) return [];
	switch (element.tagName) {
		case 'title':
			return [{ part: 'title', value: textOf(element) }];
		case 'h1':
			return [{ part: 'h1', value: textOf(element) }];
		case 'script':
			return [{ part: 'structuredData', value: canonicalJsonLd(rawTextOf(element)) }];
		case 'meta':
			return readMeta(element);
		case 'link':
			return readLink(element);
		default:
			return readAddress(element);
	}
}

function readAddress(element: Element): MarkupFact[] {
	const href = attribute(element, 'href');
	if (href === undefined) return [];
	if (element.tagName === 'base') return [{ part: 'base', href }];
	return element.tagName === 'a' ? [{ part: 'links', href }] : [];
}

function readMeta(element: Element): MarkupFact[] {
	const name = attribute(element, 'name')?.trim().toLowerCase();
	const content = attribute(element, 'content') ?? '';
	if (name === 'description') return [{ part: 'description', value: collapse(content) }];
	if (name === undefined || !ROBOTS.has(name)) return [];
	const rules = content.toLowerCase().split(',').map(collapse).sort().join(', ');
	return [{ part: 'robots', value: name === 'robots' ? rules : `${name}: ${rules}` }];
}

function readLink(element: Element): MarkupFact[] {
	const href = attribute(element, 'href');
	if (href === undefined) return [];
	const relations = (attribute(element, 'rel') ?? '').toLowerCase().split(/\s+/);
	const language = attribute(element, 'hreflang');
	return [
		...(relations.includes('canonical') ? [{ part: 'canonical' as const, href }] : []),
		...(relations.includes('alternate') && language !== undefined
			? [{ part: 'hreflang' as const, href, label: language }]
			: []),
	];
}

function attribute({ attrs }: Element, name: string): string | undefined {
	return attrs.find((one) => one.name === name)?.value;
}

// An image stands for its alternative text, as it does in a search result.
// Markup may be nested deeper than functions can be: what is still to be read waits in a list.
function textOf(element: Element): string {
	const texts: string[] = [];
	const waiting: Node[] = [element];
	for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
		if ('value' in node) texts.push(node.value);
		else if (!isElement(node) || SILENT.has(node.tagName)) continue;
		else if (node.tagName === 'br') texts.push(' ');
		else if (node.tagName === 'img') texts.push(attribute(node, 'alt') ?? '');
		else for (const child of node.childNodes.toReversed()) waiting.push(child);
	}
	return collapse(texts.join(''));
}

function rawTextOf({ childNodes }: Element): string {
	return childNodes.map((node) => ('value' in node ? node.value : '')).join('');
}

function collapse(text: string): string {
	return text.replace(/\s+/g, ' ').trim();
}

function isElement(node: Node): node is Element {
	return 'namespaceURI' in node && node.namespaceURI === html.NS.HTML;
}

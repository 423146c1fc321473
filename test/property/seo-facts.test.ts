import fc from 'fast-check';
import { html, parse, type DefaultTreeAdapterTypes } from 'parse5';
import { expect, it } from 'vitest';
import { createFactsReader } from '../../integration/src/build/seo/read-facts.js';
import { runs } from '../support/runs.js';

const PAGE = 'https://example.com/shop/';

const ADDRESS = fc.constantFrom(
	'/a/',
	'b',
	'/c?d=1&amp;e=2',
	'#f',
	'https://example.org/',
	'/g>h',
	"/i'j",
);
const QUOTED = fc.tuple(ADDRESS, fc.constantFrom('"', "'", '')).map(([address, quote]) => {
	const isPlain = !/['"> ]/.test(address);
	return quote === '' && !isPlain
		? `"${address}"`
		: `${quote}${address.replaceAll(quote || '\0', '')}${quote}`;
});
const TEXT = fc.constantFrom(
	'',
	' ',
	'text',
	'a &lt; b',
	'1 < 2',
	'&copy;',
	"it's",
	'"',
	'</',
	'<>',
	'\n',
);
const OTHER_ATTRIBUTE = fc.constantFrom(
	'',
	' class="x > y"',
	' hidden',
	" title='<a href=/no/>'",
	' data-x=1',
);

const LEAF = fc.oneof(
	TEXT,
	fc
		.tuple(QUOTED, OTHER_ATTRIBUTE, TEXT)
		.map(([href, other, text]) => `<a${other} href=${href}>${text}</a>`),
	QUOTED.map((href) => `<LINK rel="canonical" href=${href}>`),
	fc.constantFrom(
		'<!-- <b> <a href="/no/"> -->',
		'<!doctype html>',
		'<?php <a href="/no/"> ?>',
		'<script>const html = "<a href=/no/>";</script>',
		'<style>a > b { content: "<h1>no</h1>" }</style>',
		'<textarea><a href="/no/"></textarea>',
		'<template><a href="/no/">no</a><h1>no</h1></template>',
		'<svg viewBox="0 0 1 1"><title>no</title><a href="/no/"/><path d="M0 0"/></svg>',
		'<math><mi>x</mi></math>',
		'<svg><style>a { b: url("<svg><g>") } <![CDATA[ a > b </svg> ]]></style></svg>',
		'<img alt="a > b" src=x>',
		'<br/>',
		'<title>A &amp; <b> title</title>',
	),
);
const HTML = fc.letrec<{ node: string; nodes: string }>((tie) => ({
	nodes: fc.array(tie('node'), { maxLength: 5 }).map((nodes) => nodes.join('')),
	node: fc.oneof(
		{ depthSize: 'small' },
		LEAF,
		fc
			.tuple(
				fc.constantFrom('div', 'section', 'h1', 'h2', 'span', 'noscript'),
				OTHER_ATTRIBUTE,
				tie('nodes'),
			)
			.map(([name, other, inner]) => `<${name}${other}>${inner}</${name}>`),
	),
})).nodes;

it('finds what a whole parser finds, in any arrangement of elements', () => {
	fc.assert(
		fc.property(HTML, (body) => {
			const document = `<!doctype html><html lang="en"><head><title>First</title></head><body>${body}</body></html>`;
			const { title, canonical, links } = createFactsReader(PAGE)(document);
			expect({ title, canonical, links }).toEqual(readWithParser(document));
		}),
		runs(300),
	);
});

/** The same, of the tree that a crawler without JavaScript makes of the page. */
function readWithParser(document: string) {
	const elements = listElements(parse(document, { scriptingEnabled: false }).childNodes);
	const hrefsOf = (name: string) =>
		elements
			.filter(({ tagName }) => tagName === name)
			.flatMap(({ attrs }) => attrs.filter((one) => one.name === 'href'))
			.map(({ value }) => new URL(value, PAGE));
	const links = hrefsOf('a')
		.filter(({ origin }) => origin === new URL(PAGE).origin)
		.map(({ pathname, search }) => pathname + search);
	const [title] = elements.filter(({ tagName }) => tagName === 'title');
	const text = title?.childNodes.map((node) => ('value' in node ? node.value : '')).join('') ?? '';
	return {
		title: [text.replace(/\s+/g, ' ').trim()],
		canonical: hrefsOf('link').map(({ href }) => href),
		links: [...new Set(links)],
	};
}

// Those of HTML, in the order of the document; the content of a template is not in the tree.
function listElements(
	nodes: readonly DefaultTreeAdapterTypes.ChildNode[],
): DefaultTreeAdapterTypes.Element[] {
	return nodes.flatMap((node) => {
		if (!('tagName' in node)) return [];
		const inner = listElements(node.childNodes);
		return node.namespaceURI === html.NS.HTML ? [node, ...inner] : inner;
	});
}

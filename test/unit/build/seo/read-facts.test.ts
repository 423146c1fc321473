import { describe, expect, it } from 'vitest';
import { createFactsReader } from '../../../../integration/src/build/seo/read-facts.js';
import type { SeoPart } from '../../../../integration/src/build/seo/seo-types.js';

const PAGE = 'https://example.com/shop/shoes/';
const read = createFactsReader(PAGE);

/** [what it is, markup, the part, what is read of it] */
type Row = readonly [name: string, html: string, part: SeoPart, read: readonly string[]];

describe('what search engines read of a page', () => {
	it.each<Row>([
		['the title', '<title>\n Shoes &amp;&nbsp;more\n</title>', 'title', ['Shoes & more']],
		['the first of two titles', '<title>a</title><title>b</title>', 'title', ['a']],
		['no title of a drawing', '<svg><title>Logo</title></svg>', 'title', []],
		[
			'the description',
			`<META NAME="Description" content='Best "shoes"'>`,
			'description',
			['Best "shoes"'],
		],
		[
			'headings of the first level, without their markup',
			'<h1>Run <em>further</em><br>up</h1><h2>no</h2><h1><img alt="Fjell"></h1>',
			'h1',
			['Run further up', 'Fjell'],
		],
		[
			'the canonical address, made absolute',
			'<link rel=canonical href=../boots>',
			'canonical',
			['https://example.com/shop/boots'],
		],
		[
			'rules for robots, whatever their order',
			'<meta name=robots content="NOFOLLOW, noindex"><meta name=googlebot content=nosnippet>',
			'robots',
			['nofollow, noindex', 'googlebot: nosnippet'],
		],
		[
			'the page in other languages',
			'<link rel="alternate" hreflang="de" href="/de/"><link rel="alternate" type="application/rss+xml" href="/rss.xml">',
			'hreflang',
			['de https://example.com/de/'],
		],
	])('%s', (_name, html, part, found) => {
		expect(read(html)[part]).toEqual(found);
	});

	it.each<readonly [string, string, readonly string[]]>([
		['each once, without its fragment', '<a href="/a/#x">1</a><a href="/a/">2</a>', ['/a/']],
		['with the query', '<a href="/a?b=1&amp;c=2">', ['/a?b=1&c=2']],
		['relative ones from the page', '<a href="red/">', ['/shop/shoes/red/']],
		['absolute ones of this site only', '<a href="https://example.com/x">', ['/x']],
		['relative ones from a base', '<base href="/de/"><a href="x">', ['/de/x']],
		['none of other sites', '<a href="https://example.org/x"><a href="//example.org/">', []],
		['no telephone numbers and mails', '<a href="tel:1"><a href="mailto:a@example.com">', []],
		['none without an address', '<a name="x"><area href="/y"><link href="/z">', []],
		[
			'in single quotes and without',
			`<a title='>' href='/a/'><a class=b href=/b/>`,
			['/a/', '/b/'],
		],
		['in a heading', '<h1><a href="/a/">A</a></h1>', ['/a/']],
		['for readers without JavaScript', '<noscript><a href="/a/"></a></noscript>', ['/a/']],
		['none in a comment', '<!-- <b> <a href="/a/"> --><!--><a href="/b/">', ['/b/']],
		[
			'none in a script or a style',
			'<script>"<a href=/a/>"</script><style><a href=/b/></style>',
			[],
		],
		['none in a text field', '<textarea><a href="/a/"></textarea>', []],
		['none in a template', '<template><a href="/a/"></template><a href="/b/">', ['/b/']],
		['none in a drawing', '<svg/><svg><a href="/a/"></a></svg><a href="/b/">', ['/b/']],
		[
			'behind a drawing whose style looks like tags',
			`<svg><style>a{background:url("data:image/svg+xml,<svg><g>")}</style><a href="/a/"></svg><a href="/b/">`,
			['/b/'],
		],
		[
			'behind a drawing whose style is a CDATA section',
			'<svg><style><![CDATA[ a > b {} </svg><a href="/a/"> ]]></style></svg><a href="/b/">',
			['/b/'],
		],
		['none that is cut', '<a href="/a/"><a href="/b', ['/a/']],
		['none of what only looks like a tag', '1 < 2 <a href="/a/"> </ a> <3', ['/a/']],
		['an address that is none', '<a href="http://[">', []],
	])('links: %s', (_name, html, found) => {
		expect(read(html).links).toEqual(found);
	});

	it('reads headings however deep they are nested, and however much stands in them', () => {
		const deep = `${'<span>'.repeat(20_000)}Run${'</span>'.repeat(20_000)}`;
		const wide = 'Run<br>'.repeat(150_000);
		expect(read(`<h1>${deep}</h1>`).h1).toEqual(['Run']);
		expect(read(`<h1>${wide}</h1>`).h1[0]).toHaveLength(4 * 150_000 - 1);
	});

	const script = (json: string) => `<script type="application/ld+json">${json}</script>`;

	it('reads equal structured data as equal, whatever the order of keys and the white space', () => {
		const [one, other] = ['{"@type":"A","b":[1,2]}', '{ "b": [ 1, 2 ],\n"@type": "A" }'];
		expect(read(script(one)).structuredData).toEqual(read(script(other)).structuredData);
		expect(read(script('{"b":[2,1]}')).structuredData).not.toEqual(
			read(script('{"b":[1,2]}')).structuredData,
		);
	});

	it('says of structured data that it is no JSON', () => {
		expect(read(script('{"@type":')).structuredData).toEqual(['invalid JSON: {"@type":']);
	});

	it('reads no other script as data', () => {
		expect(read('<script type="application/json">{}</script>').structuredData).toEqual([]);
	});

	it('reads the same of a page again', () => {
		const html = `<title>A</title><a href="x">${script('{"@type":"A"}')}`;
		expect(read(html)).toEqual(read(html));
		expect(read(html)).toEqual(createFactsReader(PAGE)(html));
	});
});

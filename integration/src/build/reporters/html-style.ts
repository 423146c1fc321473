/** Of the columns of the table about search engines, after the page. */
export const SEO_HEADINGS = [
	'Title and description',
	'H1',
	'Canonical, robots, languages',
	'Internal links',
	'Structured data',
] as const;

/** The style sheet of the HTML report. Variants take their colours by position, the first (the default) being grey. */
export const HTML_STYLE = `
:root {
	color-scheme: light dark;
	--ground: #f7f6f4; --surface: #fff; --text: #1d1b19; --muted: #68625c; --line: #e2dfda;
	--accent: #5b3fd0; --chip: #efedea;
	--good: #1b6b3a; --good-ground: #e1f3e7; --attention: #8a4b00; --attention-ground: #fff1da;
	--v1: #a19b94; --v2: #5b3fd0; --v3: #0b84a5; --v4: #2f8f4e; --v5: #d18700; --v6: #cf3f4f; --v7: #b13fb8; --v8: #4a6fe3;
}
@media (prefers-color-scheme: dark) {
	:root {
		--ground: #161514; --surface: #201e1d; --text: #f0eeeb; --muted: #a8a29b; --line: #37332f;
		--accent: #b3a2ff; --chip: #2e2b29;
		--good: #86dba4; --good-ground: #183424; --attention: #ffc46b; --attention-ground: #3a2a10;
		--v1: #8a847d; --v2: #9c88ff; --v3: #4fb9d6; --v4: #62c081; --v5: #f0b044; --v6: #f27a86; --v7: #d880dd; --v8: #8aa5ff;
	}
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
body {
	margin: 0 auto; max-inline-size: 76rem; padding: clamp(1rem, 4vw, 2.5rem);
	background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, sans-serif;
	font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
}
h1, h2, h3, h4, p, ul, ol, dl, dd { margin: 0; padding: 0; }
h1 { font-size: clamp(1.6rem, 5vw, 2.1rem); line-height: 1.15; letter-spacing: -.02em; }
h2 { font-size: 1.3rem; letter-spacing: -.01em; scroll-margin-block-start: 1rem; }
section { margin-block-start: 2.75rem; }
a { color: var(--accent); text-underline-offset: .2em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
code { font: .86em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; unicode-bidi: isolate; }
header p { display: flex; flex-wrap: wrap; gap: .4rem .9rem; align-items: center; margin-block: .8rem .9rem; }
time, footer, .legend, .note, .small, .same, .facts { color: var(--muted); }
.legend { max-inline-size: 68ch; margin-block: .2rem 1rem; }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; }
nav a { padding-block: .15rem; }
footer { margin-block-start: 3.5rem; padding-block-start: 1rem; border-block-start: 1px solid var(--line); font-size: .9rem; }
.unseen { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.state, .flag { border-radius: .6rem; padding: .1rem .7rem; font-size: .88rem; font-weight: 600; }
.good { color: var(--good); background: var(--good-ground); }
.attention, .flag { color: var(--attention); background: var(--attention-ground); }
.flag { display: inline-block; padding-inline: .55rem; font-size: .8rem; }
.note { display: block; font-size: .85rem; font-weight: 400; }

.warnings { border: 1px solid var(--attention); border-radius: 12px; background: var(--attention-ground); padding: 1rem 1.25rem 1.15rem; }
.warnings h2 { color: var(--attention); font-size: 1.1rem; }
.warnings h3 { font-size: .95rem; margin-block-start: .7rem; }
.warnings ul { padding-inline-start: 1.1rem; }
.warnings summary { cursor: pointer; color: var(--attention); }

.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 11rem), 1fr)); gap: 1px;
	background: var(--line); border: 1px solid var(--line); border-radius: 12px; overflow: hidden; }
.figures div { background: var(--surface); padding: 1rem 1.15rem; }
.figures dt { font-size: .88rem; color: var(--muted); }
.figures dd { font-size: 1.85rem; line-height: 1.25; font-weight: 650; letter-spacing: -.02em; }
.figures .note { font-size: .85rem; font-weight: 400; letter-spacing: 0; line-height: 1.4; }
.sharing { list-style: none; margin-block-start: 1.25rem; display: grid; gap: .55rem; }
.sharing i { display: block; block-size: .5rem; border-radius: 4px; background: var(--accent); margin-block-start: .15rem; }
.sharing li:first-child i { background: var(--v1); }

.page { background: var(--surface); border: 1px solid var(--line); border-radius: 12px; margin-block-start: .6rem; }
.more .page { content-visibility: auto; contain-intrinsic-size: auto 3.4rem; }
.page > summary { display: grid; grid-template-columns: minmax(0, 1fr) 7rem 13rem 12.5rem 4rem; gap: .2rem 1.1rem; align-items: center;
	padding: .75rem 1.15rem; cursor: pointer; list-style: none; border-radius: 12px; }
.page > summary::-webkit-details-marker { display: none; }
.page > summary:hover h3 { color: var(--accent); }
.page h3 { display: flex; font-size: 1rem; font-weight: 650; }
.page h3::before { content: ''; flex: none; inline-size: .5em; block-size: .5em; margin: .5em .75em 0 .1em;
	border: solid var(--muted); border-width: 0 2px 2px 0; transform: rotate(-45deg); }
.page[open] h3::before { transform: rotate(45deg); margin-block-start: .42em; }
.facts { font-size: .88rem; }
.facts:last-child { text-align: end; }
.shares { display: flex; gap: 2px; block-size: .55rem; border-radius: 3px; overflow: hidden; }
.shares i { flex-basis: 3px; }
.reads, .unanswered, .cards { margin: 0 1.15rem 1rem; }
.unanswered { border-inline-start: 3px solid var(--attention); padding-inline-start: .8rem; font-size: .92rem; }
.chips code { display: inline-block; background: var(--chip); border-radius: 5px; padding: 0 .4rem; margin-block: .1rem; }
.more > summary { cursor: pointer; padding: .9rem .2rem 0; color: var(--accent); font-weight: 600; }

.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr)); gap: .8rem; list-style: none; }
.cards > li { display: flex; flex-direction: column; border: 1px solid var(--line); border-block-start: 4px solid var(--v, var(--v1));
	border-radius: 8px; padding: .7rem .9rem .75rem; }
.cards h4 { font-size: .95rem; margin-block-end: .2rem; }
.for { font-size: .92rem; }
.for b { display: block; font-size: .78rem; font-weight: 600; color: var(--muted); }
.cards dl { margin-block-start: .7rem; padding-block-start: .6rem; border-block-start: 1px solid var(--line); }
.cards dt { font-size: .78rem; font-weight: 600; color: var(--muted); }
.cards dd { white-space: pre-line; font-size: .95rem; line-height: 1.4; }
.cards dd + dt { margin-block-start: .5rem; }
.same, .small { font-size: .8rem; margin-block-start: .6rem; }
.cards .small { margin-block-start: auto; padding-block-start: .7rem; }
.shares i { background: var(--v); }
${colourVariants()}
table { inline-size: 100%; border-collapse: separate; border-spacing: 0; background: var(--surface); border: 1px solid var(--line);
	border-radius: 12px; overflow: hidden; }
th, td { text-align: start; vertical-align: top; padding: .6rem 1.15rem; }
thead th { overflow-wrap: normal; font-size: .85rem; color: var(--muted); font-weight: 600; }
tbody th, tbody td { border-block-start: 1px solid var(--line); }
tbody th { font-weight: 600; inline-size: 30%; }
tbody th .note { display: inline-block; }
.number { font-weight: 600; }
.alias { white-space: nowrap; }
.wide { overflow-x: auto; border-radius: 12px; }
.seo { min-inline-size: 66rem; table-layout: fixed; }
.seo th, .seo td { padding: .55rem .7rem; font-size: .88rem; }
.seo th:first-child { inline-size: 10.5rem; }
.seo th:nth-child(n + 5) { inline-size: 12.5rem; }
.seo tbody tr:not(:first-child) > * { border-block-start-style: dotted; }
.seo .note { overflow-wrap: anywhere; }
.seo .none { color: var(--muted); }
.seo .unlike th { font-weight: 400; padding-inline-start: 1.4rem; }
.seo del, .seo ins { display: block; text-decoration: none; border-radius: 5px; padding: 0 .4rem; margin-block: .1rem; }
.seo del { color: var(--muted); text-decoration: line-through; }
.seo ins { background: var(--chip); }

@media (max-width: 60rem) {
	.page > summary { grid-template-columns: 1fr auto; }
	.page h3 { grid-column: 1 / -1; }
	.shares { grid-column: 1 / -1; }
	.facts:nth-of-type(3) { display: none; }
	.seo { min-inline-size: 0; }
	.seo thead { display: none; }
	.seo :is(tbody, tr, th, td) { display: block; inline-size: auto !important; border: 0; }
	.seo tr { border-block-start: 1px solid var(--line); padding-block: .5rem; }
	.seo :is(th, td) { padding-block: .15rem !important; }
	.seo td:empty { display: none; }
	.seo td::before { display: block; font-size: .78rem; font-weight: 600; color: var(--muted); }
	${labelCells()}
}
@media (max-width: 40rem) {
	.figures { grid-template-columns: 1fr 1fr; }
	.figures dd { font-size: 1.5rem; }
	.page > summary, .figures div { padding-inline: .85rem; }
	.reads, .unanswered, .cards { margin-inline: .85rem; }
	th, td { padding: .55rem .7rem; font-size: .93rem; }
	tbody th .note { display: block; }
}
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
@media print { body { background: #fff; } .page { break-inside: avoid; } }
`;

/** `--v` for the bar and the card of each variant: grey first, then seven colours over and over. */
function colourVariants(): string {
	const rules = [2, 3, 4, 5, 6, 7, 8].map((colour) => {
		const position = `:nth-child(7n + ${colour})`;
		return `.shares i${position}, .cards > li${position} { --v: var(--v${colour}); }`;
	});
	return ['.shares i, .cards > li { --v: var(--v1); }', ...rules].join('\n');
}

/** The headings of the table about search engines, for cells that stand below each other. */
function labelCells(): string {
	return SEO_HEADINGS.map(
		(heading, index) => `.seo td:nth-child(${index + 2})::before { content: '${heading}'; }`,
	).join('\n\t');
}

/** Sentences that compress about as well as those of a real page do, to a fifth. They are put together once, not with each rendering. */
const TEXTS = `const WORDS = ('a about after all also and any are as at back because been but by can come could day do even first ' +
	'for from get give go good have how if in into its just know like look make many most new not now of on one only other ' +
	'our out over people running see shoes should so some take than that the their then there these they think this time ' +
	'two up use want way we well what when which who will with work would year you your trail distance morning weather').split(' ');
let state = 1;
const draw = () => (state = (state * 48271) % 2147483647);
export const TEXTS = Array.from({ length: 100 }, () => {
	const words = Array.from({ length: 43 }, () => WORDS[draw() % WORDS.length]);
	return words.join(' ') + '.';
});
`;

/** The body of a page of about 30 KB with a `headline`, below its frontmatter. */
export const PAGE_BODY = `const rows = Array.from({ length: 100 }, (_, n) => n);
---
<html lang="en"><head><title>{headline}</title></head><body><h1>{headline}</h1>
<ul>{rows.map((n) => <Row number={n} page={Astro.params.page} />)}</ul></body></html>
`;

/** What {@link PAGE_BODY} is made of. */
export const ROW_FILES: Readonly<Record<string, string>> = {
	'src/components/Row.astro': `---
import { TEXTS } from '../texts.js';
const { number, page } = Astro.props;
---
<li class="row"><h2>Row {number} of {page}</h2><p>{TEXTS[number]}</p></li>
<style>.row { padding: 1rem; }</style>
`,
	'src/texts.js': TEXTS,
};

/** `src/choose.config.ts`: so many segments, each by its cookie, and one headline. */
export function chooseConfig(segments: number, defaultHeadline: string): string {
	return `import { defineChoose, headline } from 'astro-choose/config';
const segments = Object.fromEntries(Array.from({ length: ${segments} }, (_, n) => [
	'segment-' + n,
	{ profile: { userId: 'segment-' + n }, when: { cookie: { segment: String(n) } } },
]));
export default defineChoose({
	segments,
	experiences: { hero: headline({ per: 'segment', default: { headline: '${defaultHeadline}' } }) },
});
`;
}

import { expect, it } from 'vitest';
import { listAudiences } from '../../../integration/src/variants/audiences.js';
import { renderVariants } from '../../../integration/src/build/render-variants.js';
import type { Rendered } from '../../../integration/src/rendering/rendered.js';
import { createDecisionTable } from '../../../integration/src/decisions/decision-table.js';
import {
	createAccessor,
	type ChooseAccessor,
} from '../../../integration/src/rendering/accessor.js';
import { digestContent } from '../../../integration/src/store/content-digest.js';
import { findVariant } from '../../../integration/src/variants/match.js';
import { createReadLog, type Outcome } from '../../../integration/src/variants/reads.js';
import { definitionOf, text } from '../../support/definition.js';

const definition = definitionOf({
	segments: {
		first: { when: { cookie: { first: true } } },
		second: { when: { cookie: { second: true } } },
		third: { when: { cookie: { third: true } } },
	},
	experiences: { one: text(), two: text(), three: text() },
});
const chosen = { first: { one: 'on' }, second: { two: 'on' }, third: { three: 'on' } };
const table = createDecisionTable(
	definition,
	Object.entries(chosen).map(([segment, experiences]) => ({
		segment,
		device: 'desktop' as const,
		fetchedAt: 0,
		reply: { experiences, groups: {} },
	})),
	() => undefined,
);

/** Builds a page of which `read` is the content; `alter` changes what a rendering turned out to be. */
async function build(
	read: (choose: ChooseAccessor) => string,
	{
		budget = 100,
		alter = (rendered) => rendered,
	}: { readonly budget?: number; readonly alter?: (rendered: Rendered) => Rendered } = {},
) {
	const render = (outcome: Outcome): Rendered => {
		const log = createReadLog();
		const bytes = Buffer.from(read(createAccessor(outcome, log)));
		return {
			status: 200,
			statusText: 'OK',
			headers: new Headers({ 'content-type': 'text/html', 'content-security-policy': 'x' }),
			bytes,
			reads: log.reads,
			setsCookie: false,
			ms: 1,
		};
	};
	return renderVariants(
		{
			path: '/',
			request: { url: 'http://localhost/', route: '/', component: 'index.astro', type: 'page' },
			original: render({ decisions: table.defaults, device: 'desktop' }),
			// eslint-disable-next-line @typescript-eslint/require-await -- a page that throws rejects
			render: async (outcome) => alter(render(outcome)),
		},
		{
			definition,
			audiences: listAudiences(definition.segments, table),
			table,
			pack: { add: (bytes) => Promise.resolve(digestContent(bytes)) },
			budget,
			keepHeaders: ['content-security-policy'],
		},
	);
}

/** What a page reads only when the two reads before it are on. */
const nested = (choose: ChooseAccessor) =>
	choose.get('one') === 'on' && choose.get('two') === 'on'
		? `three: ${String(choose.get('three'))}`
		: 'off';

it('finds the reads that only a mixture of segments reveals, and the mixtures that they call for', async () => {
	const { variants } = await build(nested);
	const everything = {
		decisions: table.ofAudience({ segments: definition.segments, device: 'desktop' }),
		device: 'desktop' as const,
	};
	expect(findVariant(variants, everything)?.body).toBe(digestContent(Buffer.from('three: on')));
});

it('leaves out what is over the budget, and says so', async () => {
	const { variants, overBudget, unanswered } = await build(nested, { budget: 1 });
	expect(variants).toHaveLength(2);
	expect(overBudget).toBe(true);
	expect(unanswered).not.toHaveLength(0);
});

it('is not over a budget that is just enough', async () => {
	const { variants } = await build(nested);
	const { overBudget } = await build(nested, { budget: variants.length - 1 });
	expect(overBudget).toBe(false);
});

it.each([
	[
		'throws',
		() => {
			throw new TypeError('no shop');
		},
		'it throws TypeError: no shop',
	],
	['answers 404', (rendered: Rendered) => ({ ...rendered, status: 404 }), 'it answers 404'],
	[
		'sets a cookie',
		(rendered: Rendered) => ({ ...rendered, setsCookie: true }),
		'it sets a cookie',
	],
	['has no body', (rendered: Rendered) => ({ ...rendered, bytes: null }), 'it has no body'],
])('stores no variant that %s', async (_what, alter, reason) => {
	const { variants, failures, unanswered } = await build((choose) => String(choose.get('one')), {
		alter,
	});
	expect(variants).toHaveLength(1);
	expect(failures).toEqual([reason]);
	expect(unanswered.map(({ segments }) => segments.map(({ name }) => name))).toContainEqual([
		'first',
	]);
});

it('keeps the headers that Astro would serve, and no others', async () => {
	const { variants } = await build((choose) => String(choose.get('one')));
	expect(variants[0]?.headers).toEqual({ 'content-security-policy': 'x' });
});

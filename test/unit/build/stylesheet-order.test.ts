import { describe, expect, it } from 'vitest';
import { keepStylesheetOrder } from '../../../integration/src/build/stylesheet-order.js';
import type { Rendered } from '../../../integration/src/build/rendered.js';
import type { VariedPage } from '../../../integration/src/build/varied-page.js';
import { decideDefaults } from '../../../integration/src/decisions/decide.js';
import type { Outcome } from '../../../integration/src/variants/reads.js';
import { definitionOf } from '../../support/definition.js';

const decisions = decideDefaults(definitionOf({}), 'absent');
const DEFAULTS: Outcome = { decisions, device: 'desktop' };
const OTHER: Outcome = { decisions, device: 'mobile' };

/** A page of a route whose two stylesheets change places with each rendering; some outcomes have a style of their own. */
function createPage({ turns, ownStyle = '' }: { turns: boolean; ownStyle?: string }) {
	let count = 0;
	const rendered = (outcome: Outcome): Rendered => {
		const links = ['<link rel="stylesheet" href="/a.css">', '<style>b { color: red }</style>'];
		if (turns && count % 2 === 1) links.reverse();
		count++;
		const own = outcome === DEFAULTS ? '' : ownStyle;
		const bytes = Buffer.from(`${links.join('')}${own}<h1>${outcome.device} ${count}</h1>`);
		const headers = new Headers();
		return { status: 200, statusText: '', headers, bytes, reads: [], setsCookie: false, ms: 0 };
	};
	const page: VariedPage = {
		path: '/',
		request: { url: 'http://localhost/', route: '/', component: 'src/x.astro', type: 'page' },
		original: rendered(DEFAULTS),
		render: (outcome) => Promise.resolve(rendered(outcome)),
	};
	return { page, renderings: () => count };
}

const orderIn = ({ bytes }: Rendered) => bytes?.toString().match(/a\.css|b \{/g);

describe('the stylesheets of a variant', () => {
	it.each([
		{ what: 'keep the order of the default', ownStyle: '' },
		{ what: 'keep it beside styles of its own', ownStyle: '<style>own {}</style>' },
	])('$what', async ({ ownStyle }) => {
		const { page } = createPage({ turns: true, ownStyle });
		const steady = keepStylesheetOrder(page, DEFAULTS);
		for (let variant = 0; variant < 5; variant++) {
			expect(orderIn(await steady.render(OTHER))).toEqual(['a.css', 'b {']);
		}
	});

	it('cost no rendering where Astro keeps their order', async () => {
		const { page, renderings } = createPage({ turns: false });
		await keepStylesheetOrder(page, DEFAULTS).render(OTHER);
		expect(renderings()).toBe(2);
	});

	it('may be its own', async () => {
		const { page, renderings } = createPage({ turns: false, ownStyle: '<style>own {}</style>' });
		const variant = await keepStylesheetOrder(page, DEFAULTS).render(OTHER);
		expect(variant.bytes?.toString()).toContain('own {}');
		expect(renderings()).toBe(3);
	});
});

import type { Outcome } from '../variants/reads.js';
import type { Rendered } from './rendered.js';
import type { VariedPage } from './varied-page.js';

/**
 * A page whose variants have their stylesheets in the order of its default. Astro sorts the styles of a route in place by a comparison
 * that is not consistent (`cssOrder` in its `core/build/runtime`): those that scripts and `client:only` components import are turned
 * round by each rendering, and back by the next.
 */
export function keepStylesheetOrder(page: VariedPage, defaults: Outcome): VariedPage {
	const expected = stylesOf(page.original);
	return {
		...page,
		async render(outcome) {
			const first = await page.render(outcome);
			if (stylesOf(first) === expected) return first;
			const second = await page.render(outcome);
			const styles = stylesOf(second);
			if (styles === expected || styles === stylesOf(first)) return second;
			// It has styles of its own as well: only the default shows which way round they are.
			if (stylesOf(await page.render(defaults)) === expected) await page.render(defaults);
			return page.render(outcome);
		},
	};
}

function stylesOf({ bytes }: Rendered): string {
	const styles = /<link rel="stylesheet"[^>]*>|<style[^>]*>.*?<\/style>/gs;
	return (bytes?.toString().match(styles) ?? []).join('');
}

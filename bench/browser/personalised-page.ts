import { parse, type DefaultTreeAdapterTypes } from 'parse5';

/** What a page personalised in the browser shows until the answer is there: its default, or nothing. */
export type Style = 'visible' | 'hidden';

/** Where the decided parts stand in the page. */
const PARTS = ['home-hero', 'best-sellers'] as const;

/**
 * What the decision endpoint answers: the HTML of each part, as it stands in the page that is rendered for the visitor, under the
 * selector of what it replaces.
 */
export function decidedParts(page: string): Readonly<Record<string, string>> {
	const document = parse(page, { sourceCodeLocationInfo: true });
	return Object.fromEntries(
		PARTS.map((name) => {
			const { sourceCodeLocation } = findPart(document, name) ?? {};
			if (!sourceCodeLocation) throw new Error(`the page has no ${name}`);
			const { startOffset, endOffset } = sourceCodeLocation;
			return [`[data-choose="${name}"]`, page.slice(startOffset, endOffset)];
		}),
	);
}

/**
 * The default page, with what a site would write by hand to personalise it: at the very top of the head, before the style sheet could
 * hold it up, it asks, and when the answer and the document are there, it swaps the parts.
 */
export function personalisedPage(page: string, style: Style, endpoint: string): string {
	const script = style === 'visible' ? swap(endpoint, '') : hiddenUntil(endpoint);
	const personalised = page.replace(/<head>/, (head) => head + script);
	if (personalised === page) throw new Error('the page has no head');
	return personalised;
}

function hiddenUntil(endpoint: string): string {
	// With the patience that testing tools usually have.
	return `<style>.deciding { opacity: 0 !important; }</style><script>
document.documentElement.classList.add('deciding');
var show = function () { document.documentElement.classList.remove('deciding'); };
setTimeout(show, 4000);
</script>${swap(endpoint, '.finally(show)')}`;
}

function swap(endpoint: string, after: string): string {
	return `<script>
var parsed = new Promise(function (resolve) { document.addEventListener('DOMContentLoaded', resolve); });
fetch(${JSON.stringify(endpoint)})
	.then(function (answer) { return answer.json(); })
	.then(function (parts) {
		return parsed.then(function () {
			Object.keys(parts).forEach(function (selector) {
				document.querySelector(selector).outerHTML = parts[selector];
			});
		});
	})${after};
</script>`;
}

function findPart(
	node: DefaultTreeAdapterTypes.Node,
	name: string,
): DefaultTreeAdapterTypes.Element | undefined {
	if ('attrs' in node && node.attrs.some((one) => one.name === 'data-choose' && one.value === name))
		return node;
	if (!('childNodes' in node)) return undefined;
	for (const child of node.childNodes) {
		const found = findPart(child, name);
		if (found !== undefined) return found;
	}
	return undefined;
}

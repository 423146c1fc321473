const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };

/** The name of the page of `test/fixtures/conformance` that a document is; of another file, what it says. */
export function pageOf(html: string): string {
	if (!html.includes('<html')) return html.trim();
	return textOf(/<html[^>]* data-page="([^"]*)"/.exec(html)?.[1]);
}

export function heroOf(html: string): string {
	return textOf(/<h1[^>]*>([^<]*)</.exec(html)?.[1]);
}

/** Everything that a page shows of decisions and device, in order. */
export function shownOn(html: string): string {
	const texts = [...html.matchAll(/(?:<h1| data-shown="\w+")[^>]*>([^<]*)</g)];
	return texts.map(([, text]) => textOf(text)).join(' | ');
}

function textOf(markup = ''): string {
	return markup.replaceAll(/&(#34|\w+);/g, (whole, name: string) =>
		name === '#34' ? '"' : (ENTITIES[name] ?? whole),
	);
}

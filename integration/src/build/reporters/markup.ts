/** HTML that may stand in a page as it is. Only `markup` and `trustMarkup` make it, so a string is never mistaken for it. */
export class Markup {
	readonly html: string;

	constructor(html: string) {
		this.html = html;
	}
}

export type MarkupValue = string | number | Markup | readonly Markup[] | undefined;

/**
 * A template tag: the literal parts are HTML, every interpolated string is escaped for element content and quoted attributes, and
 * `undefined` is nothing. Line breaks and tabs that indent the literal parts are dropped.
 */
export function markup(strings: TemplateStringsArray, ...values: MarkupValue[]): Markup {
	const html = strings
		.map((literal, index) => literal.replace(/\n\t*/g, '') + renderValue(values[index]))
		.join('');
	return new Markup(html);
}

/** Vouches for HTML or CSS written by hand in this folder. Never for anything that a report contains. */
export function trustMarkup(html: string): Markup {
	return new Markup(html);
}

function renderValue(value: MarkupValue): string {
	if (value === undefined) return '';
	if (value instanceof Markup) return value.html;
	if (typeof value === 'object') return value.map(({ html }) => html).join('');
	return escapeHtml(String(value));
}

const ENTITIES: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&#34;',
	"'": '&#39;',
};

function escapeHtml(text: string): string {
	return text
		.replace(/[^\P{Cc}\n\t]/gu, '\u{fffd}')
		.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

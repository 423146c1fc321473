import { HTML_STYLE } from './html-style.js';
import { markup, trustMarkup, type Markup } from './markup.js';

export interface HtmlDocument {
	readonly title: string;
	/** Beside the style of all reports, written by hand. */
	readonly style?: string | undefined;
	readonly body: Markup;
}

/**
 * A report as one HTML page that needs nothing else: no script, no request (its own policy forbids both), light and dark, narrow and
 * wide.
 */
export function renderDocument({ title, style = '', body }: HtmlDocument): string {
	return markup`<!doctype html>
		<html lang="en">
		<head>
		<meta charset="utf-8">
		<meta name="viewport" content="width=device-width, initial-scale=1">
		<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
		<meta name="robots" content="noindex">
		<meta name="color-scheme" content="light dark">
		<title>${title}</title>
		<link rel="icon" href="data:,">
		<style>${trustMarkup(HTML_STYLE)}${trustMarkup(style)}</style>
		</head>
		<body>
		${body}
		</body>
		</html>
	`.html.concat('\n');
}

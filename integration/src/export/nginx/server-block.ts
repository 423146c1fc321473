import { CACHE_STATUS } from '../../http/cache-status.js';
import type { EdgeManifest } from '../../edge/edge-manifest.js';
import type { VariantHeader } from './page-maps.js';
import { quoteText, quoteWord } from './syntax.js';

export interface ServerOptions {
	readonly brotliModule: boolean;
	readonly headers: readonly VariantHeader[];
	/** Variables that hold a `Set-Cookie`, or nothing. */
	readonly cookies: readonly string[];
}

/** What answers varied pages, in a server block. A page that is not varied, and every other method, goes on as it would without. */
export function serverBlock(manifest: EdgeManifest, options: ServerOptions): string {
	const { folder, base } = manifest;
	const files = quoteText(`/${folder}`);
	const hidden = quoteText(`/choose-hidden-${folder}`);
	const { variant, plain, missing } = answerDirectives(manifest, options);
	return lines([
		'# Include this in the server block, before any rewrite of yours. Its "root" is the published folder.',
		'# Headers that you add to the server (add_header) do not reach the pages below, as is usual in nginx: write them to',
		'# choose-headers.conf in the folder of nginx.conf.',
		'if ($choose_body) {',
		`\trewrite ^ ${files.slice(0, -1)}$choose_body$choose_file_ending" last;`,
		'}',
		// A file is opened without being looked for first: that would take as long as the rest of the routing.
		`location ^~ ${quoteWord(`/${folder}`)} {`,
		'\tif ($choose_body = "") {',
		`\t\trewrite ^ ${hidden} last;`,
		'\t}',
		'\tif ($choose_not_modified) {',
		'\t\treturn 304;',
		'\t}',
		'\terror_page 404 = @choose_plain;',
		...variant,
		'}',
		'# Nobody asks for these files by name.',
		...(base === ''
			? []
			: [`location ^~ ${quoteWord(`${base}/${folder}`)} {`, `\trewrite ^ ${hidden} last;`, '}']),
		`location = ${quoteWord(`/choose-hidden-${folder}`)} {`,
		'\terror_page 599 /;',
		'\tadd_header X-Robots-Tag noindex always;',
		'\treturn 404;',
		'}',
		'# The compressed file is gone.',
		'location @choose_plain {',
		...plain,
		`\ttry_files ${files.slice(0, -1)}$choose_body" @choose_missing;`,
		'}',
		'# The file of a variant is gone: the page as it is without us.',
		'location @choose_missing {',
		...missing,
		'\ttry_files /$choose_page_file =404;',
		'}',
	]);
}

/** What a variant is sent with, and the default in its place. */
function answerDirectives(
	{ vary, diagnostics }: EdgeManifest,
	{ brotliModule, headers, cookies }: ServerOptions,
): Readonly<Record<'variant' | 'plain' | 'missing', string[]>> {
	const common = [
		'gzip off;',
		...(brotliModule ? ['brotli off;'] : []),
		'etag off;',
		'if_modified_since off;',
		'expires off;',
		'charset off;',
		'max_ranges 0;',
		'types { }',
		'default_type "text/html; charset=utf-8";',
		'add_header Cache-Control "private, no-cache";',
		`add_header Vary ${quoteText(vary)};`,
		'add_header Last-Modified "";',
		...cookies.map((cookie) => `add_header Set-Cookie ${cookie};`),
		'include choose-headers*.conf;',
	];
	const shown = [
		...common,
		...(diagnostics
			? [
					'add_header Cache-Status $choose_cache_status;',
					'add_header Server-Timing $choose_server_timing;',
				]
			: []),
		...headers.map(({ name, variable }) => `add_header ${quoteText(name)} ${variable};`),
	];
	const variant = [
		...shown,
		'add_header ETag "\\"$choose_body$choose_tag_ending\\"";',
		'add_header Content-Encoding $choose_content_encoding;',
	];
	const plain = [...shown, 'add_header ETag "\\"$choose_body\\"";'];
	const missing = [
		...common,
		...(diagnostics ? [`add_header Cache-Status ${quoteText(CACHE_STATUS.default)};`] : []),
	];
	return {
		variant: variant.map(indent),
		plain: plain.map(indent),
		missing: missing.map(indent),
	};
}

function indent(line: string): string {
	return `\t${line}`;
}

export function lines(written: readonly string[]): string {
	return `${written.join('\n')}\n`;
}

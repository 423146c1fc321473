import { CACHE_STATUS } from '../../http/cache-status.js';
import type { EdgeManifest } from '../../edge/edge-manifest.js';
import type { VariantHeader } from './page-maps.js';
import { quoteText } from './syntax.js';

export interface ServerOptions {
	readonly brotliModule: boolean;
	readonly headers: readonly VariantHeader[];
	/** Variables that hold a `Set-Cookie`, or nothing. */
	readonly cookies: readonly string[];
}

/** What answers varied pages, in a server block. A page that is not varied, and every other method, goes on as it would without. */
export function serverBlock(
	{ folder, base, vary, diagnostics }: EdgeManifest,
	{ brotliModule, headers, cookies }: ServerOptions,
): string {
	const files = `/${folder}`;
	const pick = `/choose-pick-${folder}`;
	const fileOf = (ending: string) =>
		`"$document_root${quoteText(files).slice(1, -1)}$choose_body${ending}"`;
	const off = [
		'gzip off;',
		...(brotliModule ? ['brotli off;'] : []),
		'etag off;',
		'if_modified_since off;',
		'expires off;',
		'charset off;',
		'max_ranges 0;',
		'types { }',
		'default_type "text/html; charset=utf-8";',
	];
	const common = [
		'add_header Cache-Control "private, no-cache";',
		`add_header Vary ${quoteText(vary)};`,
		'add_header Last-Modified "";',
		...cookies.map((cookie) => `add_header Set-Cookie ${cookie};`),
	];
	const hidden =
		base === ''
			? []
			: [
					`location ^~ ${quoteText(`${base}${files}`)} {`,
					'\terror_page 599 /;',
					'\tadd_header X-Robots-Tag noindex always;',
					'\treturn 404;',
					'}',
				];
	return lines([
		'# Include this in the server block, before any rewrite of yours. Its "root" is the published folder.',
		'# Headers that you add to the server (add_header) do not reach the pages below, as is usual in nginx: write them to',
		'# choose-headers.conf in the folder of nginx.conf.',
		'if ($choose_body) {',
		`\trewrite ^ ${quoteText(pick)} last;`,
		'}',
		`location = ${quoteText(pick)} {`,
		'\tinternal;',
		`\tif (-f ${fileOf('$choose_first')}) {`,
		`\t\trewrite ^ ${quoteText(files).slice(0, -1)}$choose_body$choose_first" last;`,
		'\t}',
		`\tif (-f ${fileOf('$choose_second')}) {`,
		`\t\trewrite ^ ${quoteText(files).slice(0, -1)}$choose_body$choose_second" last;`,
		'\t}',
		`\trewrite ^ ${quoteText(files).slice(0, -1)}$choose_body" last;`,
		'}',
		'# Nobody asks for these files by name.',
		`location ^~ ${quoteText(files)} {`,
		'\tinternal;',
		'\terror_page 599 /;',
		...off.map((line) => `\t${line}`),
		...common.map((line) => `\t${line}`),
		'\tadd_header ETag "\\"$choose_body$choose_tag_ending\\"";',
		'\tadd_header Content-Encoding $choose_content_encoding;',
		...(diagnostics
			? [
					'\tadd_header Cache-Status $choose_cache_status;',
					'\tadd_header Server-Timing $choose_server_timing;',
				]
			: []),
		...headers.map(({ name, variable }) => `\tadd_header ${quoteText(name)} ${variable};`),
		'\tadd_header X-Robots-Tag $choose_robots always;',
		'\tinclude choose-headers*.conf;',
		'\tif ($choose_not_modified) {',
		'\t\treturn 304;',
		'\t}',
		'\ttry_files $uri @choose_missing;',
		'}',
		...hidden,
		'# A file of a variant is gone: the page as it is without us.',
		'location @choose_missing {',
		...off.map((line) => `\t${line}`),
		...common.map((line) => `\t${line}`),
		...(diagnostics ? [`\tadd_header Cache-Status ${quoteText(CACHE_STATUS.default)};`] : []),
		'\tinclude choose-headers*.conf;',
		'\ttry_files /$choose_page_file =404;',
		'}',
	]);
}

export function lines(written: readonly string[]): string {
	return `${written.join('\n')}\n`;
}

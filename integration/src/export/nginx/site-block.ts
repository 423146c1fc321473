import type { EdgeManifest } from '../../edge/edge-manifest.js';
import { regexOfText } from './characters.js';
import { lines } from './server-block.js';
import { quoteRegex, quoteWord, type MapEntry, type MapWriter } from './syntax.js';

/**
 * Adds `$choose_other_path`, where a path is redirected to that differs in its last slash alone, empty for others; `$choose_hidden`, `1`
 * for names that begin with a dot, for what is written for other hosts, and for spellings that no page has; `$choose_extended`, the
 * file of a page whose name is asked for without its ending; and, with slashes always, `$choose_index`, that of a path with one.
 */
export function addSiteMaps(maps: MapWriter, { base, trailingSlash, format }: EdgeManifest): void {
	const prefix = regexOfText(base);
	maps.add('hidden', '$uri', [
		['default', '""'],
		[quoteRegex(`^${prefix}/\\.well-known/`), '""'],
		[quoteRegex('/\\.[^/]'), '1'],
		// It names the folder of the variants.
		[quoteRegex(`^${prefix}/_headers\\z`), '1'],
		// What is not redirected although it ends with a slash: one that is encoded, or behind two slashes.
		...(trailingSlash === 'never' ? [[quoteRegex(`^${prefix}/.+/\\z`), '1'] as const] : []),
	]);
	if (trailingSlash === 'always') {
		maps.add('index', '$uri', [
			['default', '"$uri"'],
			[quoteRegex('/\\z'), '"${uri}index.html"'],
		]);
	} else if (format !== 'directory') {
		maps.add('extended', '$uri', [
			['default', '"$uri.html"'],
			// A name with an ending is not given another.
			[quoteRegex('\\.[^/]*\\z'), '"$uri"'],
		]);
	}
	if (trailingSlash === 'ignore') return;
	const query = '(?<choose_q>\\?[^#]+)?';
	const entries: MapEntry[] =
		trailingSlash === 'always'
			? [
					// Files, and paths that Astro keeps for itself.
					[quoteRegex('^[^?#]*/[^/?#]+\\.[0-9A-Za-z_]+(?:[?#]|\\z)'), '""'],
					[quoteRegex('^/(?:[_@.]|/+[^/])'), '""'],
					[quoteRegex(`^(?<choose_p>[^?#]*[^/?#])${query}(?:[?#]|\\z)`), '"$choose_p/$choose_q"'],
				]
			: [
					// What begins with two slashes would lead to another host.
					[quoteRegex('^//'), '""'],
					[quoteRegex('^/(?:[_@]|\\.[^./])'), '""'],
					[
						quoteRegex(
							`^(?<choose_p>${base === '' ? '/[^?#]+' : `${prefix}(?:/[^?#]*)?`})/${query}(?:[?#]|\\z)`,
						),
						'"$choose_p$choose_q"',
					],
				];
	maps.add('other_path', '$request_uri', [['default', '""'], ...entries]);
}

/** The pages that are the same for everybody, and the site's other files, as `@astrojs/node` serves them. */
export function siteBlock(
	{ base, trailingSlash, format }: EdgeManifest,
	{ assetsFolder }: { readonly assetsFolder: string },
): string {
	const strip =
		base === '' ? [] : [`\trewrite ${quoteWord(`^${regexOfText(base)}(?:/(.*))?$`)} /$1 break;`];
	const find = `\ttry_files ${filesOf({ trailingSlash, format })} =404;`;
	const redirect = ['\tif ($choose_other_path) {', '\t\treturn 301 $choose_other_path;', '\t}'];
	const shared = [
		'\terror_page 404 @choose_not_found;',
		'\tif ($choose_hidden) {',
		'\t\treturn 404;',
		'\t}',
	];
	const bases = base === '' ? [`location / {`] : [`location ^~ ${quoteWord(`${base}/`)} {`];
	return lines([
		'# Include this in the server block, behind server.conf, where nginx serves the whole site; or serve its files in your own way.',
		'absolute_redirect off;',
		`location ^~ ${quoteWord(`${base}/${assetsFolder}/`)} {`,
		...shared,
		...strip,
		'\tadd_header Cache-Control "public, max-age=31536000, immutable";',
		'\ttry_files $uri =404;',
		'}',
		...(base === ''
			? []
			: [
					`location = ${quoteWord(base)} {`,
					...(trailingSlash === 'ignore' ? [] : redirect),
					...shared,
					...strip,
					'\ttry_files /index.html =404;',
					'}',
					// The published folder holds what lies below the base: nothing of it is to be found outside.
					'location / {',
					'\terror_page 404 @choose_not_found;',
					'\treturn 404;',
					'}',
				]),
		...bases,
		...(trailingSlash === 'ignore' ? [] : redirect),
		...shared,
		...strip,
		find,
		'}',
		'location @choose_not_found {',
		'\ttry_files /404.html =404;',
		'}',
	]);
}

// With slashes always, a page is asked for with one, or by the name of its file.
function filesOf({
	trailingSlash,
	format,
}: Pick<EdgeManifest, 'trailingSlash' | 'format'>): string {
	if (trailingSlash === 'always') return '$uri $choose_index';
	return format === 'directory' ? '$uri $uri/index.html' : '$uri $uri/index.html $choose_extended';
}

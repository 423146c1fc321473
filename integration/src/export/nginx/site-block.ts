import type { EdgeManifest } from '../../edge/edge-manifest.js';
import { regexOfText } from './characters.js';
import { lines } from './server-block.js';
import { quoteRegex, quoteText, quoteWord, type MapEntry, type MapWriter } from './syntax.js';

/**
 * Adds `$choose_other_path`, where a path is redirected to that differs in its last slash alone, empty for others; `$choose_below_base`;
 * and `$choose_hidden`, `1` for names that begin with a dot, and for what is written for other hosts.
 */
export function addSiteMaps(maps: MapWriter, { base, trailingSlash }: EdgeManifest): void {
	const prefix = regexOfText(base);
	maps.add('hidden', '$uri', [
		['default', '""'],
		[quoteRegex(`^${prefix}/\\.well-known/`), '""'],
		[quoteRegex('/\\.[^/]'), '1'],
		// It names the folder of the variants.
		[quoteRegex(`^${prefix}/_headers\\z`), '1'],
	]);
	if (trailingSlash === 'ignore') return;
	maps.add('below_base', '$uri', [
		['default', '""'],
		[quoteRegex(`^${prefix}(?<choose_p>/.*)\\z`), '$choose_p'],
	]);
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
	const html = format === 'directory' ? '' : ' $uri.html';
	const strip =
		base === '' ? [] : [`\trewrite ${quoteWord(`^${regexOfText(base)}(?:/(.*))?$`)} /$1 break;`];
	const find = `\ttry_files $uri $uri/index.html${html} =404;`;
	const redirect = ['\tif ($choose_other_path) {', '\t\treturn 301 $choose_other_path;', '\t}'];
	const shared = [
		'\terror_page 404 @choose_not_found;',
		'\tif ($choose_hidden) {',
		'\t\treturn 404;',
		'\t}',
	];
	const bases = base === '' ? [`location / {`] : [`location ^~ ${quoteText(`${base}/`)} {`];
	return lines([
		'# Include this in the server block, behind server.conf, where nginx serves the whole site; or serve its files in your own way.',
		'absolute_redirect off;',
		...(trailingSlash === 'never' ? WITHOUT_SLASH : []),
		`location ^~ ${quoteText(`${base}/${assetsFolder}/`)} {`,
		...shared,
		...strip,
		'\tadd_header Cache-Control "public, max-age=31536000, immutable";',
		'\ttry_files $uri =404;',
		'}',
		...(base === ''
			? []
			: [
					`location = ${quoteText(base)} {`,
					...shared,
					...(trailingSlash === 'always' ? redirect : []),
					...strip,
					'\ttry_files /index.html =404;',
					'}',
				]),
		...bases,
		...shared,
		...(trailingSlash === 'always' ? redirect : []),
		...strip,
		find,
		'}',
		'location @choose_not_found {',
		'\ttry_files /404.html =404;',
		'}',
	]);
}

// In the server, because a location that looks for files does not do so within an "if".
const WITHOUT_SLASH = [
	'set $choose_folder "";',
	'if (-d "$document_root$choose_below_base") {',
	'\tset $choose_folder $choose_other_path;',
	'}',
	'if ($choose_folder) {',
	'\treturn 301 $choose_folder;',
	'}',
];

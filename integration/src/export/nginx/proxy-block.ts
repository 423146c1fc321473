import { DEVICES } from '../../constants.js';
import type { EdgeSignatures } from '../../edge/edge-manifest.js';
import { DEVICE_LETTER, type SegmentVariables } from './audience-maps.js';
import { lines } from './server-block.js';
import { quoteText, type MapEntry, type MapWriter } from './syntax.js';

/** Adds `$choose_audience`, what the origin is told, and what tells which of its answers are kept. */
export function addOriginMaps(
	maps: MapWriter,
	signed: EdgeSignatures,
	variables: readonly SegmentVariables[],
	maxAge: number,
): void {
	const partOf = (name: string, variable: string, at: number) =>
		maps.add(name, variable, [
			['default', '""'],
			['1', quoteText(`.${signed.segments[at] ?? ''}`)],
		]);
	const parts = [
		...variables.map(({ at, matched }) => partOf(`part_${at + 1}`, matched, at)),
		...variables.flatMap(({ at, kept }) =>
			kept === undefined ? [] : [partOf(`kept_part_${at + 1}`, kept, at)],
		),
	].join('');
	maps.add(
		'audience',
		'$choose_device',
		DEVICES.map((device): MapEntry => [
			DEVICE_LETTER[device],
			`${quoteText(signed.device[device]).slice(0, -1)}${parts}"`,
		]),
	);
	maps.add(
		'not_kept',
		'"$upstream_http_set_cookie:$upstream_http_vary:$upstream_http_cdn_cache_control"',
		[
			['default', '1'],
			// No cookie, nothing in Vary but what is in the key, and no less time than is given here.
			[
				`"~*^:(?:[ ,]|accept-encoding|choose-audience)*+:(?!.*(?:no-store|no-cache|private|s-maxage)).*max-age=0*(?:${atLeast(maxAge)})(?![0-9])"`,
				'0',
			],
		],
		{ volatile: true },
	);
	// What somebody gets for a password is not for those who give none.
	maps.add('authorized', '$http_authorization', [
		['default', '1'],
		['""', '""'],
	]);
}

/** A regular expression for the whole numbers from this one on, without zeros before them. */
function atLeast(least: number): string {
	const digits = String(Math.max(1, Math.ceil(least)));
	const larger = Array.from(digits, (digit, at) =>
		digit === '9'
			? []
			: [`${digits.slice(0, at)}[${Number(digit) + 1}-9]${'[0-9]'.repeat(digits.length - at - 1)}`],
	).flat();
	return [digits, ...larger, `[1-9]${'[0-9]'.repeat(digits.length)}[0-9]*`].join('|');
}

/** Adds, for each `Set-Cookie`, the variable that holds it only beside a page that is the visitor's own. */
export function addPageCookieMaps(maps: MapWriter, cookies: readonly string[]): string[] {
	return cookies.map((cookie, at) =>
		maps.add(
			`page_cookie_${at + 1}`,
			'"$upstream_http_content_type;$upstream_http_cache_control"',
			[
				['default', '""'],
				['"~*^text/html\\\\b.*;.*\\\\bprivate\\\\b"', cookie],
			],
			{ volatile: true },
		),
	);
}

/** What tells a Node server the visitor's audience, and keeps its answers, in the location that proxies to it. */
export function proxyBlock(maxAge: number, cookies: readonly string[]): string {
	return lines([
		'# Include this in the location that proxies to the site. It holds secrets: it is for nginx alone to read.',
		'# As is usual in nginx, proxy_set_header and add_header of the server no longer reach that location: repeat them there.',
		'proxy_set_header Choose-Audience $choose_audience;',
		'proxy_set_header Accept-Encoding $choose_accepted;',
		'proxy_hide_header CDN-Cache-Control;',
		'proxy_hide_header Cache-Tag;',
		...cookies.map((cookie) => `add_header Set-Cookie ${cookie};`),
		'# Of use where you have switched on a cache (proxy_cache). How long it may send a page while the site is down is the "inactive" of',
		'# its proxy_cache_path. What the site says to browsers is not for this cache; what varies by more than is in the key is not kept.',
		'proxy_cache_key "$scheme://$http_host $host$request_uri $choose_accepted $choose_audience";',
		'proxy_ignore_headers Cache-Control Expires X-Accel-Expires Vary;',
		`proxy_cache_valid 200 ${maxAge}s;`,
		'proxy_no_cache $choose_not_kept $choose_authorized;',
		'proxy_cache_bypass $choose_authorized;',
		'proxy_cache_use_stale updating error timeout http_500 http_502 http_503 http_504;',
		'proxy_cache_background_update on;',
	]);
}

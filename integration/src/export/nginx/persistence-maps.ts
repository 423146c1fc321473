import { createHash, createHmac, hkdfSync } from 'node:crypto';
import { getPattern } from 'isbot';
import { OPT_OUT_COOKIE, SEGMENT_COOKIE } from '../../constants.js';
import type { EdgeManifest } from '../../edge/edge-manifest.js';
import { regexOfText } from './characters.js';
import type { RuleCompiler } from './rule-maps.js';
import { quoteRegex, quoteText, quoteWord, type MapWriter } from './syntax.js';

/** A segment's cookie. nginx cannot seal one, so each has a value that cannot be guessed without the secret. */
export interface SegmentCookie {
	/** The segment's position in the manifest. */
	readonly at: number;
	readonly name: string;
	readonly value: string;
	/** Seconds. */
	readonly maxAge: number;
}

/** The cookies of the persisted segments; none without a secret, or where consent can never be had. */
export function segmentCookies(
	{ segments, consent }: EdgeManifest,
	secret: string | undefined,
): SegmentCookie[] {
	if (secret === undefined || consent === null) return [];
	const key = Buffer.from(hkdfSync('sha256', secret, '', 'astro-choose nginx segment', 32));
	return segments.flatMap(({ name, when, persist }, at) => {
		if (when === undefined || persist === undefined) return [];
		const id = createHash('sha256').update(name).digest('base64url').slice(0, 8);
		const value = createHmac('sha256', key).update(name).digest('base64url').slice(0, 32);
		return [{ at, name: `${SEGMENT_COOKIE}_${id}`, value, maxAge: Math.ceil(persist / 1_000) }];
	});
}

/** Adds what reads the cookies; gives each segment's variable, `1` where its cookie is there and may be read. */
export function addKeptMaps(
	maps: MapWriter,
	{ consent }: EdgeManifest,
	cookies: readonly SegmentCookie[],
	compile: RuleCompiler,
): (at: number) => string | undefined {
	if (cookies.length === 0 || consent === null) return () => undefined;
	const optedOut = compile({ cookie: { [OPT_OUT_COOKIE]: '1' } });
	const given = consent === 'not-needed' ? '1' : compile(consent);
	maps.add('consent', `"${optedOut}${given}"`, [
		['default', '0'],
		['"01"', '1'],
	]);
	const variables = new Map(
		cookies.map(({ at, name, value }) => [
			at,
			maps.add(`cookie_${at + 1}`, '"$choose_consent;$http_cookie"', [
				['default', '0'],
				[quoteRegex(`^1.*;[ \\x09]*${regexOfText(`${name}=${value}`)}[ \\x09]*(?:;|\\z)`), '1'],
			]),
		]),
	);
	return (at) => variables.get(at);
}

/**
 * Adds `$choose_set_<n>`, the `Set-Cookie` of each persisted segment that this request matches; empty for crawlers, prefetches, and without
 * consent. Gives the variables. `matchedOf` gives the variable of a segment that is matched.
 */
export function addSetCookieMaps(
	maps: MapWriter,
	cookies: readonly SegmentCookie[],
	matchedOf: (at: number) => string | undefined,
): string[] {
	if (cookies.length === 0) return [];
	maps.add('prefetch_purpose', '$http_sec_purpose', [
		['""', '$http_purpose'],
		['default', '$http_sec_purpose'],
	]);
	maps.add('prefetch', '$choose_prefetch_purpose', [
		['default', '0'],
		['"~prefetch|prerender"', '1'],
	]);
	maps.add('bot', '$http_user_agent', [
		['""', '0'],
		['default', '0'],
		[quoteWord(`~*${asPcre(getPattern().source)}`), '1'],
	]);
	maps.add('secure', '"$https:$http_x_forwarded_proto"', [
		['default', '""'],
		['"~*^on:"', '"; Secure"'],
		['"~*^:[ ]*https\\\\b"', '"; Secure"'],
	]);
	return cookies.flatMap(({ at, name, value, maxAge }) => {
		const matched = matchedOf(at);
		if (matched === undefined) return [];
		const cookie = `${name}=${value}; Max-Age=${maxAge}; Path=/; HttpOnly; SameSite=Lax`;
		// In the order of what is found out with the least work.
		return [
			maps.add(`set_${at + 1}`, matched, [
				['default', '""'],
				['1', `$choose_send_${at + 1}`],
			]),
			maps.add(`send_${at + 1}`, '"$choose_consent$choose_prefetch$choose_bot"', [
				['default', '""'],
				['"100"', `${quoteText(cookie).slice(0, -1)}$choose_secure"`],
			]),
		].slice(0, 1);
	});
}

// A dash behind a class of characters is itself in JavaScript, and an error in PCRE.
function asPcre(source: string): string {
	return source.replace(/(\\[dws])-(?!\])/g, '$1\\-');
}

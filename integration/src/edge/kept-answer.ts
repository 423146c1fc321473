/** How long an answer may be kept by whoever stands between its origin and everybody, in seconds. */
export interface Freshness {
	readonly maxAge: number;
	/** The time after that in which it may be sent while it is asked for again. */
	readonly swr: number;
}

/** Headers under which a kept answer carries what is not to be sent to visitors. */
const STORED_AT = 'Choose-Stored-At';
const CACHE_CONTROL = 'Choose-Cache-Control';
const CDN_CACHE_CONTROL = 'CDN-Cache-Control';

/** What keys of the cache take care of. */
const KEYED = new Set(['accept-encoding', 'choose-audience']);

/** How long an answer may be kept; undefined: not at all. Only an answer that says `CDN-Cache-Control` itself is everybody's. */
export function freshnessOf({ status, headers }: Response): Freshness | undefined {
	const directives = (headers.get(CDN_CACHE_CONTROL) ?? '')
		.toLowerCase()
		.split(',')
		.map((directive) => directive.trim());
	const seconds = (name: string) => {
		const written = directives.find((directive) => directive.startsWith(`${name}=`));
		return Number(/^\d{1,9}$/.exec(written?.slice(name.length + 1) ?? '')?.[0] ?? 0);
	};
	const varies = (headers.get('Vary') ?? '').toLowerCase().split(',');
	const isForbidden = ['no-store', 'no-cache', 'private'].some((one) => directives.includes(one));
	const isOwn =
		headers.has('Set-Cookie') ||
		varies.some((name) => name.trim() !== '' && !KEYED.has(name.trim()));
	const maxAge = seconds('s-maxage') || seconds('max-age');
	if (status !== 200 || isForbidden || isOwn || maxAge === 0) return undefined;
	return { maxAge, swr: seconds('stale-while-revalidate') };
}

/** An answer as it is put into the cache, with its `Cache-Tag`, for as long as it may be sent. */
export function toKept(answer: Response, { maxAge, swr }: Freshness, now: number): Response {
	const kept = new Response(answer.body, answer);
	const { headers } = kept;
	headers.set(STORED_AT, String(now));
	headers.set(CACHE_CONTROL, headers.get('Cache-Control') ?? '');
	headers.set('Cache-Control', `public, max-age=${maxAge + swr}`);
	return kept;
}

/** A kept answer as its origin sent it, and its age in seconds. */
export function fromKept(
	kept: Response,
	now: number,
): { readonly answer: Response; readonly age: number } {
	const answer = new Response(kept.body, kept);
	const { headers } = answer;
	const age = Math.max(0, (now - Number(headers.get(STORED_AT) ?? 0)) / 1_000);
	const own = headers.get(CACHE_CONTROL) ?? '';
	if (own === '') headers.delete('Cache-Control');
	else headers.set('Cache-Control', own);
	for (const name of [STORED_AT, CACHE_CONTROL, 'CF-Cache-Status', 'Age', 'Expires'])
		headers.delete(name);
	return { answer, age };
}

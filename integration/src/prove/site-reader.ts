import { ChooseError } from '../errors.js';
import { headersOf } from './askers.js';
import { decodeBody, type HttpClient } from './http-client.js';

/** Redirects followed to a sitemap. */
const MOST_REDIRECTS = 5;

/**
 * Reads files of a site that say where its pages are, whatever origin they redirect to. Gives undefined where there is none.
 *
 * @throws {ChooseError} SiteUnreachable: nothing answers at all.
 */
export function siteReader(
	site: URL,
	client: HttpClient,
): (target: string) => Promise<Buffer | undefined> {
	return async (target) => {
		let path = target;
		for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
			const { status, headers, bytes, failure } = await client.get(site.origin, path, headersOf());
			if (failure !== undefined) throw unreachable(site, failure);
			if (status === 200) {
				const coding = headers['content-encoding'];
				return coding === undefined ? bytes : Buffer.from(decodeBody(bytes, coding));
			}
			const location = headers.location;
			const next =
				typeof location === 'string' ? URL.parse(location, new URL(path, site).href) : null;
			if (status < 300 || status > 399 || next === null) return undefined;
			path = `${next.pathname}${next.search}`;
		}
		return undefined;
	};
}

function unreachable(site: URL, found: string): ChooseError {
	return new ChooseError({
		name: 'SiteUnreachable',
		path: site.href,
		expected: 'a site that answers',
		found,
		hint: 'Start the site, or correct the address.',
	});
}

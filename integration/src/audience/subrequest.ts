import { isPrefetch } from './prefetch.js';
import type { RequestFacts } from './request-facts.js';

/** What a request asks for. All but `page` are asked for by a page, unless a visitor goes there. */
export type Target = 'page' | 'partial' | 'endpoint' | 'action' | 'server-island';

/** A request as classification takes it. */
export interface Asked {
	readonly facts: RequestFacts;
	/** The query of the page that sent the request, without `?`; undefined: the request stands for itself. */
	readonly pageQuery: string | undefined;
}

/** Browsers send of a longer address the origin alone (Referrer Policy, 8.4). */
const LONGEST_REFERER = 4_096;

/** Parameters in which Astro sends a server island its component, props and slots. */
const ISLAND_PARAMETER = /^[eps]=/;

/**
 * What a request says for itself and for its page. A page stands for itself: a link from `/?utm_source=x` leads to a request of its
 * own, by whatever it is fetched.
 */
export function readAsked(facts: RequestFacts, target: Target): Asked {
	const own = target === 'server-island' ? withQuery(facts, visitorsQuery(facts.query)) : facts;
	const isSubrequest = target !== 'page' && (target === 'action' || !isNavigation(facts));
	return { facts: own, pageQuery: isSubrequest ? refererQuery(facts) : undefined };
}

/** The same request with another query. */
export function withQuery(facts: RequestFacts, query: string): RequestFacts {
	return {
		path: facts.path,
		query,
		get host() {
			return facts.host;
		},
		authority: facts.authority,
		cookies: facts.cookies,
		userAgent: facts.userAgent,
		header: (name) => facts.header(name),
	};
}

function visitorsQuery(query: string): string {
	return query
		.split('&')
		.filter((parameter) => !ISLAND_PARAMETER.test(parameter))
		.join('&');
}

// Whoever prefetches does not know yet from which page it will be asked for.
function isNavigation(facts: RequestFacts): boolean {
	return facts.header('sec-fetch-mode') === 'navigate' || isPrefetch(facts);
}

function refererQuery(facts: RequestFacts): string | undefined {
	const referer = facts.header('referer');
	if (referer === undefined || referer.length > LONGEST_REFERER) return undefined;
	const page = parseHttpUrl(referer);
	if (page === undefined) return undefined;
	const hosts = [facts.authority, facts.header('x-forwarded-host')?.split(',', 1)[0]?.trim()];
	const isOwn = hosts.some((host) => host && hostOf(host, page.protocol) === page.host);
	return isOwn ? page.search.slice(1) : undefined;
}

function hostOf(authority: string, protocol: string): string | undefined {
	return parseHttpUrl(`${protocol}//${authority}/`)?.host;
}

function parseHttpUrl(text: string): URL | undefined {
	if (!URL.canParse(text)) return undefined;
	const url = new URL(text);
	return url.protocol === 'https:' || url.protocol === 'http:' ? url : undefined;
}

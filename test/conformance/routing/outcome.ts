import type { Answer, Ask } from '../../support/ask.js';
import { createLimit } from '../../support/limit.js';
import { heroOf, pageOf } from '../describe-page.js';
import type { Target } from './spellings.js';

/** What a server makes of a target: a page, a redirect to one, no page, or it does not understand the request. */
export type Outcome = 'page' | 'redirect' | 'nothing' | 'refused';

export interface Found {
	readonly outcome: Outcome;
	/** The page that is shown, where a redirect leads in the end; empty: none. */
	readonly page: string;
	/** Its headline; empty where it has none. */
	readonly hero: string;
	/** It is shown at an address without the query that was asked with. */
	readonly isQueryLost: boolean;
}

/** The page that a redirect to another host leads to. */
export const ELSEWHERE = '(another host)';
const REDIRECTS = 4;
/** Targets that are followed at once. */
const CONCURRENCY = 8;
const HERE = 'http://here.example';

const NO_PAGE = { page: '', hero: '', isQueryLost: false };

/** Follows a target to its end, as a browser does. */
export async function follow(
	ask: (target: string, asked?: Ask) => Promise<Answer>,
	target: string,
	headers: Ask['headers'],
): Promise<Found> {
	let at = target;
	for (let redirects = 0; redirects <= REDIRECTS; redirects++) {
		const { status, headers: answered, text } = await ask(at, { headers });
		const { location } = answered;
		if (status >= 300 && status < 400 && location !== undefined) {
			const { origin, pathname, search } = new URL(location, `${HERE}${at}`);
			if (origin !== HERE) return { ...NO_PAGE, outcome: 'redirect', page: ELSEWHERE };
			at = pathname + search;
		} else if (status === 200) {
			const outcome = redirects === 0 ? 'page' : 'redirect';
			const isQueryLost = searchOf(at) !== searchOf(target);
			return { outcome, page: pageOf(text), hero: heroOf(text), isQueryLost };
		} else {
			return { ...NO_PAGE, outcome: status === 404 ? 'nothing' : 'refused' };
		}
	}
	throw new Error(`${target} leads nowhere, the last time to ${at}`);
}

/** Follows each target, in its place. */
export function followAll(
	ask: (target: string, asked?: Ask) => Promise<Answer>,
	targets: readonly Target[],
	headers: Ask['headers'],
): Promise<readonly Found[]> {
	const atOnce = createLimit(CONCURRENCY);
	return Promise.all(targets.map(({ target }) => atOnce(() => follow(ask, target, headers))));
}

function searchOf(target: string): string {
	return /\?.*/s.exec(target)?.[0] ?? '';
}

import type { Answer, Ask } from '../../support/ask.js';
import { heroOf, pageOf } from '../describe-page.js';

/** What a server makes of a target: a page, a redirect to one, no page, or it does not understand the request. */
export type Outcome = 'page' | 'redirect' | 'nothing' | 'refused';

export interface Found {
	readonly outcome: Outcome;
	/** The page that is shown, where a redirect leads in the end; empty: none. */
	readonly page: string;
	/** Its headline; empty where it has none. */
	readonly hero: string;
}

/** The page that a redirect to another host leads to. */
export const ELSEWHERE = '(another host)';
const REDIRECTS = 4;
const HERE = 'http://here.example';

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
			if (origin !== HERE) return { outcome: 'redirect', page: ELSEWHERE, hero: '' };
			at = pathname + search;
		} else if (status === 200) {
			const outcome = redirects === 0 ? 'page' : 'redirect';
			return { outcome, page: pageOf(text), hero: heroOf(text) };
		} else {
			return { outcome: status === 404 ? 'nothing' : 'refused', page: '', hero: '' };
		}
	}
	throw new Error(`${target} leads nowhere, the last time to ${at}`);
}

import { ask, type Answer, type Ask } from './ask.js';
import type { ServedSite } from './fixture.js';

/** A request that a page makes for one of its server islands. */
export interface IslandRequest {
	readonly component: string;
	readonly target: string;
	/** Of one that is sent with POST, because its props are long. */
	readonly body: string | undefined;
}

/** The requests that the scripts in a page make, in the order of the page. */
export function islandsOf(html: string): IslandRequest[] {
	const requests = html.matchAll(
		/(?:let data = (\{[^}]*\});\s*const headers = [^\n]*\s*)?let response = await fetch\("([^"]*)"/g,
	);
	return [...requests].map(([, data, target = '']) => ({
		component: /_server-islands\/(\w+)/.exec(target)?.[1] ?? '',
		target,
		body: data?.replace(/^\t(\w+):/gm, '"$1":').replace(/,\s*\}$/, '}'),
	}));
}

/** Asks for a server island as the script of its page does. */
export function askIsland(
	{ url }: ServedSite,
	{ target, body }: IslandRequest,
	headers: Ask['headers'] = {},
): Promise<Answer> {
	if (body === undefined) return ask(url, target, { headers });
	const sent = { ...headers, 'content-type': 'application/json', origin: url };
	return ask(url, target, { method: 'POST', body, headers: sent });
}

/** Takes out what is drawn by lot each time a server island is rendered into a page. */
export function settleIslands(text: string): string {
	return text
		.replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'island')
		.replace(/(_server-islands\/\w+\/?\?)[^"]*/g, '$1')
		.replace(/(encrypted\w+: )"[^"]*"/g, '$1""');
}

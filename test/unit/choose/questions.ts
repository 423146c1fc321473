import { createChooseClient } from '../../../integration/src/choose/client.js';
import { ChooseCallError } from '../../../integration/src/choose/call-error.js';
import type { Connection, Question } from '../../../integration/src/choose/choose-types.js';

export const API_KEY = 'pre.sec+ret/.with~dots';

/** A question for two experiences and a group. */
export const QUESTION: Question = {
	identity: { sourceId: '1575686747310551001', profileId: 'segment_pro' },
	device: 'desktop',
	names: ['home-hero', 'promo'],
	groups: ['home-slots'],
	sessionId: 'ses_1',
};

export function connectionTo(url: string, overrides: Partial<Connection> = {}): Connection {
	return {
		url,
		org: 'acme',
		project: 'web',
		apiKey: API_KEY,
		auth: 'query',
		timeout: 30_000,
		...overrides,
	};
}

/** A client that closes with `await using`. */
export function clientFor(url: string, overrides?: Partial<Connection>) {
	const client = createChooseClient(connectionTo(url, overrides));
	return { choose: client.choose, close: client.close, [Symbol.asyncDispose]: client.close };
}

/** The error a call fails with. */
export async function errorOf(call: Promise<unknown>): Promise<ChooseCallError> {
	const error = await call.then(
		() => undefined,
		(thrown: unknown) => thrown,
	);
	if (error instanceof ChooseCallError) return error;
	throw new TypeError('the call did not fail with a ChooseCallError', { cause: error });
}

import { expect, it } from 'vitest';
import type { PostRequest } from '../../../integration/src/choose/transport.js';
import { createPurgeQueue } from '../../../integration/src/runtime/purge-queue.js';
import { notEmpty } from '../../support/not-empty.js';

it('sends many tags in calls that every CDN takes, each tag once', async () => {
	const sent: string[][] = [];
	const { promise: done, resolve } = Promise.withResolvers<undefined>();
	const queue = createPurgeQueue({
		target: { origin: 'https://cdn.example', path: '/', headers: {} },
		transport: {
			post({ body }: PostRequest) {
				sent.push((JSON.parse(body) as { tags: string[] }).tags);
				return Promise.resolve({
					kind: 'answer',
					status: 204,
					retryAfter: undefined,
					rateLimit: { requestedTokens: undefined, replenishRate: undefined },
					body: undefined,
				});
			},
		},
		onEmpty: () => {
			resolve(undefined);
		},
		log: { info: () => undefined, warn: () => undefined },
		random: () => 0,
	});
	const tags = Array.from({ length: 70 }, (_, at) => `choose-${at}`);
	queue.add(tags);
	queue.add(tags);
	await done;
	// The first call was under way already when its tags were added again.
	expect(notEmpty(sent).every((call) => call.length <= 30)).toBe(true);
	expect(new Set(sent.flat())).toEqual(new Set(tags));
	expect(sent.flat()).toHaveLength(100);
});

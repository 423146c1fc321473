import { setTimeout as delay } from 'node:timers/promises';
import type { Transport } from '../choose/transport.js';
import { backOff } from '../decisions/refresh/back-off.js';
import { describeThrown } from '../errors.js';
import type { PurgeTarget } from './purge-target.js';
import type { SiteLogger } from './site-logger.js';

/** Has a CDN forget pages, by their tags: until it has, however often that takes. Never throws, and nobody waits for it. */
export interface PurgeQueue {
	add(tags: Iterable<string>): void;
}

export interface PurgeQueueOptions {
	readonly target: PurgeTarget;
	readonly transport: Pick<Transport, 'post'>;
	/** Called when nothing is left to purge. Must not throw. */
	readonly onEmpty: () => void;
	readonly log: Pick<SiteLogger, 'info' | 'warn'>;
	readonly random: () => number;
	readonly wait?: (ms: number) => Promise<unknown>;
}

/** Tags in one call: CDNs take no more than 30 to 256 at once. */
const MOST_TAGS = 30;
/** Milliseconds. */
const LONGEST_WAIT = 300_000;

export function createPurgeQueue(options: PurgeQueueOptions): PurgeQueue {
	const { target, transport, onEmpty, log, random } = options;
	const wait = options.wait ?? ((ms) => delay(ms, undefined, { ref: false }));
	const waiting = new Set<string>();
	let isSending = false;

	/** Undefined: it was done. */
	const send = async (tags: readonly string[]): Promise<string | undefined> => {
		const { path, headers } = target;
		const outcome = await transport.post({ path, headers, body: JSON.stringify({ tags }) });
		if (outcome.kind === 'late') return 'no answer in time';
		if (outcome.kind === 'failed') return describeThrown(outcome.cause);
		const { status } = outcome;
		return status >= 200 && status < 300 ? undefined : `status ${status}`;
	};

	const sendAll = async () => {
		let failures = 0;
		while (waiting.size > 0) {
			const tags = [...waiting].slice(0, MOST_TAGS);
			// What changes again while it is under way is purged again.
			for (const tag of tags) waiting.delete(tag);
			const problem = await send(tags);
			if (problem === undefined) {
				failures = 0;
				log.info(`the CDN has forgotten pages. purge=done tags=${tags.join()}`);
				continue;
			}
			for (const tag of tags) waiting.add(tag);
			failures++;
			const ms = Math.round(backOff(failures, random, LONGEST_WAIT));
			log.warn(
				`the CDN could not be told to forget pages (${problem}); it is told again. purge=failed failures=${failures} next=${ms}ms tags=${tags.join()}`,
			);
			await wait(ms);
		}
		isSending = false;
		onEmpty();
	};

	return {
		add(tags) {
			for (const tag of tags) waiting.add(tag);
			if (isSending || waiting.size === 0) return;
			isSending = true;
			void sendAll();
		},
	};
}

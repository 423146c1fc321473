import { ChooseCallError } from '../../../../integration/src/choose/call-error.js';
import type {
	ChooseClient,
	Question,
	Reply,
} from '../../../../integration/src/choose/choose-types.js';
import {
	createRefresher,
	type RefresherOptions,
} from '../../../../integration/src/decisions/refresher.js';
import { createNoShare } from '../../../../integration/src/decisions/refresh/share-types.js';
import type { PresentSnapshot } from '../../../../integration/src/decisions/refresher-types.js';
import type { ErrorName } from '../../../../integration/src/errors.js';
import { definitionOf, text } from '../../../support/definition.js';

interface Call extends Question {
	readonly at: number;
}

/** Choose, as a test wants it to answer; by the clock of the test. */
export class FakeChoose implements ChooseClient {
	readonly calls: Call[] = [];
	/** Calls under way, and the most there were. */
	underWay = 0;
	most = 0;
	/** Milliseconds until a call is answered. */
	latency = 10;
	answer: (question: Question) => Readonly<Record<string, unknown>> | Error;

	constructor(answer: FakeChoose['answer'] = () => ({ hero: 'x' })) {
		this.answer = answer;
	}

	async choose(question: Question, options?: { readonly signal?: AbortSignal }): Promise<Reply> {
		this.calls.push({ ...question, at: Date.now() });
		const answer = this.answer(question);
		this.most = Math.max(this.most, ++this.underWay);
		await new Promise<void>((resolve, reject) => {
			setTimeout(resolve, this.latency);
			options?.signal?.addEventListener('abort', () => reject(new Error('ended')));
		}).finally(() => this.underWay--);
		if (answer instanceof Error) throw answer;
		return { experiences: answer, groups: {} };
	}

	close(): Promise<void> {
		return Promise.resolve();
	}

	/** Calls for a segment. */
	callsFor(segment: string): Call[] {
		return this.calls.filter(
			({ identity }) => 'userId' in identity && identity.userId === `of-${segment}`,
		);
	}
}

/** The segment that a question is about. */
export function segmentOf({ identity }: Question): string {
	return 'userId' in identity ? identity.userId.replace('of-', '') : '';
}

export function callError(
	name: ErrorName,
	wait: { retryAfter?: number; replenishTime?: number } = {},
) {
	const problem = { name, path: '', expected: 'e', found: 'f', hint: 'Do something.' };
	return new ChooseCallError(problem, wait);
}

export const definition = definitionOf({
	segments: { pro: { when: { cookie: { plan: 'pro' } } } },
	experiences: { hero: text(), promo: text() },
});

/** A refresher of a process on its own, with what it said and told. */
export function refresherWith(options: Partial<RefresherOptions> = {}) {
	const logged: string[] = [];
	const changes: (readonly PresentSnapshot[])[] = [];
	const log = (level: string) => (message: string) => void logged.push(`${level}: ${message}`);
	const refresher = createRefresher({
		definition,
		client: new FakeChoose(),
		source: 'here',
		built: [],
		maxAge: 300,
		staleIfError: 86_400,
		idle: 900,
		concurrency: 4,
		lastSeen: () => Date.now(),
		share: createNoShare(),
		onChange: (present) => changes.push(present),
		log: { info: log('info'), warn: log('warn'), error: log('error') },
		now: Date.now,
		steady: () => performance.now(),
		random: () => 0.5,
		...options,
	});
	return { refresher, logged, changes };
}

/** What is in force for one experience of one segment on a desktop. */
export function shown(
	present: readonly PresentSnapshot[],
	name = 'hero',
	segment = 'pro',
): unknown {
	return present.find((one) => one.segment === segment && one.device === 'desktop')?.reply
		.experiences[name];
}

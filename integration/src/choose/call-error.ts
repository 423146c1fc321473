import { ChooseError, describeFound, type ErrorName, type Problem } from '../errors.js';
import { parseReplenishTime } from './rate-limit.js';
import type { Redact } from './redact.js';
import { redactError } from './redact.js';
import { parseRetryAfter } from './retry-after.js';
import { parseRefusal } from './schemas.js';
import { MAX_REPLY_BYTES, type Outcome } from './transport.js';

/** What is known of the call that failed. */
export interface FailedCall {
	/** Where it went: the URL without the key. */
	readonly address: string;
	/** Its total time, in milliseconds. */
	readonly timeout: number;
	readonly redact: Redact;
}

/** A call to Choose that brought no reply. */
export class ChooseCallError extends ChooseError {
	/** The status of the answer; undefined when there was none. */
	readonly status: number | undefined;
	/** Milliseconds that Choose asked to wait before the next call; undefined when it did not say. */
	readonly retryAfter: number | undefined;
	/** Milliseconds in which the rate limit allows one more call; undefined when Choose did not say. */
	readonly replenishTime: number | undefined;

	constructor(
		problem: Problem,
		options: ErrorOptions & {
			readonly status?: number;
			readonly retryAfter?: number | undefined;
			readonly replenishTime?: number | undefined;
		},
	) {
		super(problem, options);
		this.status = options.status;
		this.retryAfter = options.retryAfter;
		this.replenishTime = options.replenishTime;
	}
}

type Refusal = Pick<Problem, 'expected' | 'hint'> & { readonly name: ErrorName };

const NOT_FOUND: Refusal = {
	name: 'ChooseNotFound',
	expected: 'an organisation and a project that the key may read',
	hint: 'Compare `org` and `project` with the slugs in your Intempt URL.',
};

/** By status (the contract, "Errors"). */
const REFUSALS: Readonly<Record<number, Refusal>> = {
	400: {
		name: 'ChooseRejected',
		expected: 'a question that Choose accepts',
		hint: 'Compare the names of experiences and groups, and the profile, with those in Intempt.',
	},
	401: {
		name: 'ChooseUnauthorized',
		expected: 'a key that is valid for this project',
		hint: 'Set INTEMPT_API_KEY to the whole key, prefix and secret; create a new one in Intempt if it was revoked.',
	},
	403: NOT_FOUND,
	404: NOT_FOUND,
	429: {
		name: 'ChooseRateLimited',
		expected: 'a call within the limit of your plan',
		hint: 'Ask less often (a longer `maxAge`, a lower `concurrency`) or raise the limit of your plan.',
	},
};

const UNAVAILABLE: Refusal = {
	name: 'ChooseUnavailable',
	expected: 'an answer of status 200',
	hint: 'Check that `url` is right and reachable; if it is, wait for Intempt to recover.',
};

/** The error for a status other than 200. `now`: epoch milliseconds. */
export function refusalError(
	{ status, retryAfter, rateLimit, body }: Extract<Outcome, { kind: 'answer' }>,
	{ address, redact }: FailedCall,
	now: number,
): ChooseCallError {
	const said = body && parseRefusal(body);
	const found = said === undefined ? '' : ` with ${describeFound(redact(said))}`;
	return new ChooseCallError(
		{ ...(REFUSALS[status] ?? UNAVAILABLE), path: address, found: `status ${status}${found}` },
		{
			status,
			retryAfter: parseRetryAfter(retryAfter, now),
			replenishTime: parseReplenishTime(rateLimit),
		},
	);
}

/** The error for an answer of status 200 whose body is not a reply; undefined: it was too large to read. */
export function malformedReplyError(
	body: Uint8Array | undefined,
	{ address, redact }: FailedCall,
): ChooseCallError {
	return new ChooseCallError(
		{
			name: 'ChooseMalformedReply',
			path: address,
			expected: body ? 'JSON of the form { "choices": [] }' : `at most ${MAX_REPLY_BYTES} bytes`,
			found: body ? describeFound(redact(new TextDecoder().decode(body))) : 'more',
			hint: 'Check that `url` is that of the Choose API, and that no proxy answers in its place.',
		},
		{ status: 200 },
	);
}

/** The error for a call that was not answered in time. */
export function timeoutError({ address, timeout }: FailedCall): ChooseCallError {
	return new ChooseCallError(
		{
			name: 'ChooseTimeout',
			path: address,
			expected: `a whole reply within ${timeout} ms, or within the deadline of the caller`,
			found: 'none',
			hint: 'Check the connection to Intempt, or allow more time with `timeout`.',
		},
		{},
	);
}

/** The error for a call that was not answered at all. */
export function unansweredError(cause: unknown, { address, redact }: FailedCall): ChooseCallError {
	const shown = redactError(cause, redact);
	return new ChooseCallError(
		{ ...UNAVAILABLE, path: address, found: `no answer (${describeFound(shown.message)})` },
		{ cause: shown },
	);
}

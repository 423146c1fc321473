import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { parseAsk } from './ask.js';
import { type Ask, evaluate } from './assignment.js';
import { type Behaviour, failureOf } from './behaviour.js';
import { isAuthorized } from './credentials.js';
import { type Answer, readBody } from './http.js';
import type { Ledger } from './ledger.js';
import { createRateLimit, rateLimitHeaders } from './rate-limit.js';
import type { Seed } from './seed.js';

/** What the emulator answers from. Read anew for every request. */
export interface EmulatorState {
	readonly seed: () => Seed;
	readonly behaviour: () => Behaviour;
	readonly ledger: Ledger;
	/** In [0, 1). */
	readonly random: () => number;
	/** Epoch milliseconds. */
	readonly now: () => number;
	/** Ends delays when the emulator closes. */
	readonly signal: AbortSignal;
}

const PATH = /^\/v1\/([^/]+)\/projects\/([^/]+)\/optimization\/choose-api$/;

/** Answers the Choose API as the contract has it. An answer is delayed (`latency`) after its evaluation: a call given up was counted. */
export function createHandler(state: EmulatorState): (request: IncomingMessage) => Promise<Answer> {
	const rateLimit = createRateLimit();
	return async (request) => {
		const behaviour = state.behaviour();
		const { latency, rateLimit: rate } = behaviour;
		const refusal = admit(request, state.seed());
		if (refusal) return refusal;
		if (rate !== null && !rateLimit.take(rate, state.now())) {
			return { status: 429, headers: rateLimitHeaders(rate) };
		}
		const failure = failureOf(behaviour, state.random);
		const answer = failure === undefined ? await answerAsk(request, state) : { status: failure };
		if (latency > 0) await delay(latency, undefined, { signal: state.signal });
		return answer;
	};
}

/** What refuses a request before its body is read. */
function admit({ method, url = '', headers }: IncomingMessage, seed: Seed): Answer | undefined {
	const [pathname = '', query = ''] = url.split('?', 2);
	const [, org, project] = PATH.exec(pathname) ?? [];
	if (org === undefined || project === undefined) return { status: 404 };
	if (method !== 'POST') return { status: 405, headers: { Allow: 'POST' } };
	if (!isAuthorized(new URLSearchParams(query), headers.authorization, seed.keys)) {
		return { status: 401 };
	}
	const isKnown = decode(org) === seed.org && decode(project) === seed.project;
	return isKnown ? undefined : { status: 404 };
}

async function answerAsk(request: IncomingMessage, state: EmulatorState): Promise<Answer> {
	const { 'content-type': type = '', 'content-encoding': coding = 'identity' } = request.headers;
	if (coding !== 'identity') return badRequest(['The body must not be compressed']);
	if (!/^application\/json *(;|$)/i.test(type)) {
		return badRequest(['Content-Type must be application/json']);
	}
	const text = await readBody(request);
	if (text === undefined) return { status: 413 };
	const parsed = parseAsk(text);
	return parsed.ok ? choicesFor(parsed.ask, state) : badRequest(parsed.messages);
}

function choicesFor(ask: Ask, { seed, behaviour, ledger, random, now }: EmulatorState): Answer {
	const { emptyFor } = behaviour();
	const { experiences, ...rest } = seed();
	const answerable = experiences.filter(({ name }) => !emptyFor.includes(name));
	const evaluations = evaluate({ ...rest, experiences: answerable }, ask, ledger, random);
	ledger.record(ask, evaluations, now());
	const choices = evaluations.map(({ experience, variant }) => ({
		name: experience.name,
		group: experience.group ?? '',
		body: variant.body,
	}));
	return { status: 200, body: { choices } };
}

function badRequest(messages: readonly string[]): Answer {
	return { status: 400, body: { errors: messages.map((message) => ({ message })) } };
}

function decode(segment: string): string | undefined {
	try {
		return decodeURIComponent(segment);
	} catch {
		return undefined;
	}
}

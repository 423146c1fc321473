import { type ApiKey, parseApiKey } from './api-key.js';
import {
	type FailedCall,
	malformedReplyError,
	refusalError,
	timeoutError,
	unansweredError,
} from './call-error.js';
import type { ChooseClient, Connection, Question, Reply } from './choose-types.js';
import { createRedact } from './redact.js';
import { EMPTY_REPLY, parseReply, requestBody } from './schemas.js';
import { createTransport, type Outcome } from './transport.js';

/**
 * A client of the Choose API. A question without names and groups is answered empty without a call: Choose would evaluate, and count
 * as seen, every experience of the project.
 *
 * @throws {ChooseError} MalformedApiKey.
 */
export function createChooseClient(connection: Connection): ChooseClient {
	const key = parseApiKey(connection.apiKey);
	const redact = createRedact(key);
	const { origin, path } = endpointOf(connection);
	const transport = createTransport(origin, connection.timeout);
	const call: FailedCall = {
		address: redact(`${origin}${path}`),
		timeout: connection.timeout,
		redact,
	};
	const credentials = credentialsOf(key, connection.auth);
	const headers = { 'content-type': 'application/json', ...credentials.headers };
	return {
		async choose(question, options) {
			if (question.names.length === 0 && question.groups.length === 0) return EMPTY_REPLY;
			const body = requestBody(question);
			const request = { path: `${path}${credentials.query}`, headers, body };
			return replyOf(await transport.post(request, options?.signal), question, call);
		},
		close: () => transport.close(),
	};
}

function endpointOf({ url, org, project }: Connection): { origin: string; path: string } {
	const { origin, pathname } = new URL(url);
	const [orgName, projectName] = [org, project].map(encodeURIComponent);
	return {
		origin,
		path: `${pathname.replace(/\/+$/, '')}/v1/${orgName}/projects/${projectName}/optimization/choose-api`,
	};
}

function credentialsOf(
	{ prefix, secret }: ApiKey,
	auth: Connection['auth'],
): { query: string; headers: Readonly<Record<string, string>> } {
	if (auth === 'query') {
		return { query: `?apiKey=${encodeURIComponent(`${prefix}.${secret}`)}`, headers: {} };
	}
	const basic = Buffer.from(`${prefix}:${secret}`).toString('base64');
	return { query: '', headers: { authorization: `Basic ${basic}` } };
}

function replyOf(outcome: Outcome, question: Question, call: FailedCall): Reply {
	if (outcome.kind === 'late') throw timeoutError(call);
	if (outcome.kind === 'failed') throw unansweredError(outcome.cause, call);
	if (outcome.status !== 200) throw refusalError(outcome, call, Date.now());
	const reply = outcome.body && parseReply(outcome.body, question);
	if (reply === undefined) throw malformedReplyError(outcome.body, call);
	return reply;
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { SHORTEST_SECRET } from '../constants.js';
import { describeThrown } from '../errors.js';
import { createControlActions, tooMany, type ControlAnswer } from './control-actions.js';
import { addressOf, createGuard } from './control-guard.js';
import { createControlRouter, type ControlTarget } from './control-route.js';
import type { ControlledSite } from './control-types.js';

/** Answers requests below the control prefix: true. Every other one is left untouched: false. */
export type Control = (request: IncomingMessage, response: ServerResponse) => boolean;

export interface ControlDependencies {
	readonly base: string;
	/** Below the base, with a slash at its start and none at its end. */
	readonly prefix: string;
	/** `CHOOSE_SECRET`. Without one, or with one that is too short, nothing is answered. */
	readonly secret: string | undefined;
	readonly site: ControlledSite;
	readonly now: () => number;
	/** Told of what was done and who was refused, a line each. */
	readonly log: (line: string) => void;
}

/** Bytes of a request body that are received; nothing is read of it, and more end the connection. */
const MAX_BODY_BYTES = 65_536;

/** There is no secret: nothing can be controlled. */
const NO_CONTROL: Control = () => false;

export function createControl(dependencies: ControlDependencies): Control {
	const { base, prefix, secret, site, now, log } = dependencies;
	if (secret === undefined || secret === '') return NO_CONTROL;
	if (Buffer.byteLength(secret) < SHORTEST_SECRET) {
		log(
			`CHOOSE_SECRET is shorter than ${SHORTEST_SECRET} bytes: this server has no control endpoints. Set it to ${SHORTEST_SECRET} random bytes or more.`,
		);
		return NO_CONTROL;
	}
	const route = createControlRouter(base, prefix);
	const guard = createGuard(secret, now, (address) => {
		log(`control: wrong secrets from ${address}, nothing more from it is looked at for a while`);
	});
	const act = createControlActions(site, now, log);

	const answer = async (
		request: IncomingMessage,
		target: ControlTarget,
	): Promise<ControlAnswer> => {
		try {
			const admission = guard(request);
			if (admission.kind === 'limited') return tooMany(admission.retryAfter);
			if (admission.kind === 'refused') return UNAUTHORIZED;
			return await act({ ...target, method: request.method ?? '', from: addressOf(request) });
		} catch (error) {
			log(`control: ${target.path} failed: ${describeThrown(error)}`);
			return { status: 500, body: { error: 'It failed; the log of the server says why.' } };
		}
	};

	return (request, response) => {
		const target = route(request);
		if (target === undefined) return false;
		drain(request);
		answer(request, target)
			.then((answered) => {
				send(response, answered);
			})
			.catch(() => response.destroy());
		return true;
	};
}

const UNAUTHORIZED: ControlAnswer = {
	status: 401,
	headers: { 'WWW-Authenticate': 'Bearer' },
	body: { error: 'Send the secret of this server: Authorization: Bearer <CHOOSE_SECRET>' },
};

function drain(request: IncomingMessage): void {
	let size = 0;
	request.on('error', () => undefined);
	request.on('data', (chunk: Buffer) => {
		size += chunk.length;
		if (size > MAX_BODY_BYTES) request.destroy();
	});
}

function send(response: ServerResponse, { status, headers, body }: ControlAnswer): void {
	if (response.headersSent || response.destroyed) return;
	const bytes = Buffer.from(`${JSON.stringify(body)}\n`);
	response.writeHead(status, {
		...headers,
		'Content-Type': 'application/json',
		'Cache-Control': 'no-store',
		'X-Robots-Tag': 'noindex',
		'Content-Length': bytes.length,
	});
	response.end(bytes);
}

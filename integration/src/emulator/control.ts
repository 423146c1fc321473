import type { IncomingMessage } from 'node:http';
import { ChooseError } from '../errors.js';
import { type Behaviour, parseBehaviour } from './behaviour.js';
import { type Answer, readBody } from './http.js';
import type { Ledger } from './ledger.js';

/** What the control server works on. */
export interface ControlState {
	readonly ledger: Ledger;
	readonly behaviour: () => Behaviour;
	readonly setBehaviour: (behaviour: Behaviour) => void;
}

type Action = (request: IncomingMessage) => Answer | Promise<Answer>;

/**
 * Answers the control server, which is for people and tests, never for the product:
 *
 * - `GET /exposures`: `{ exposures }`, oldest first
 * - `GET /assignments`: `{ assignments }`
 * - `GET /behaviour`: the present behaviour
 * - `POST /behaviour` with any of `{ latency, fail, rateLimit, emptyFor }`: changes these, and answers with the whole behaviour
 * - `POST /reset`: forgets exposures and assignments
 */
export function createControl(state: ControlState): (request: IncomingMessage) => Promise<Answer> {
	const actions: Readonly<Record<string, Action>> = {
		'GET /exposures': () => ({ status: 200, body: { exposures: state.ledger.exposures() } }),
		'GET /assignments': () => ({
			status: 200,
			body: { assignments: state.ledger.assignments() },
		}),
		'GET /behaviour': () => ({ status: 200, body: state.behaviour() }),
		'POST /behaviour': (request) => changeBehaviour(request, state),
		'POST /reset': () => {
			state.ledger.reset();
			return { status: 204 };
		},
	};
	return async (request) => {
		const route = `${request.method} ${request.url}`;
		const action = Object.hasOwn(actions, route) ? actions[route] : undefined;
		return action === undefined ? { status: 404 } : action(request);
	};
}

async function changeBehaviour(request: IncomingMessage, state: ControlState): Promise<Answer> {
	try {
		const written: unknown = JSON.parse((await readBody(request)) ?? '');
		state.setBehaviour(parseBehaviour(written, { before: state.behaviour() }));
		return { status: 200, body: state.behaviour() };
	} catch (error) {
		if (!(error instanceof ChooseError) && !(error instanceof SyntaxError)) throw error;
		return { status: 400, body: { errors: [{ message: error.message }] } };
	}
}

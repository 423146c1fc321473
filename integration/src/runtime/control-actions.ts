import type { ControlTarget } from './control-route.js';
import type { ControlError, ControlledSite, RefreshAnswer } from './control-types.js';
import { createTokenBucket } from './token-bucket.js';

/** Requests a minute for each action. */
const ALLOWED = 60;

export interface ControlAnswer {
	readonly status: number;
	readonly headers?: Readonly<Record<string, string>>;
	/** Sent as JSON. */
	readonly body: object;
}

/** A request of somebody who sent the secret. */
export interface ControlRequest extends ControlTarget {
	readonly method: string;
	/** The address, for the log. */
	readonly from: string;
}

/** `only`: the experience or group that the request names. */
type Action = (from: string, only: string | undefined) => ControlAnswer | Promise<ControlAnswer>;

/** What each path does, by the method it takes. */
export function createControlActions(
	site: ControlledSite,
	now: () => number,
	log: (line: string) => void,
): (request: ControlRequest) => Promise<ControlAnswer> {
	const setOff = (off: boolean): Action => {
		const action = off ? 'off' : 'on';
		return (from, only) => {
			const outcome = site.setOff(only === undefined ? { all: true } : { name: only }, off);
			if (outcome.kind === 'refused') return { status: 409, body: REFUSALS[outcome.why] };
			log(`control: ${action} ${only ?? 'all'} from ${from}, scope ${outcome.scope}`);
			return { status: 200, body: { off: outcome.off, scope: outcome.scope } };
		};
	};
	const refresh: Action = async (from, only) => {
		const answer = await site.refresh(only);
		const { asked, failed, changed, scope } = answer;
		log(
			`control: refresh ${only ?? 'all'} from ${from}, asked ${asked}, failed ${failed}, changed ${changed.length}, scope ${scope}`,
		);
		return { status: statusOfRefresh(answer), body: answer };
	};
	const actions = new Map([
		['/refresh', { methods: ['POST'], run: refresh }],
		['/off', { methods: ['POST'], run: setOff(true) }],
		['/on', { methods: ['POST'], run: setOff(false) }],
		[
			'/status',
			{
				methods: ['GET', 'HEAD'],
				run: async (): Promise<ControlAnswer> => ({ status: 200, body: await site.status() }),
			},
		],
	]);
	const buckets = new Map([...actions.keys()].map((path) => [path, createTokenBucket(ALLOWED)]));

	return async ({ path, query, method, from }) => {
		const action = actions.get(path);
		if (action === undefined) {
			return refusal(
				404,
				`There is no such endpoint; there are ${[...actions.keys()].join(', ')}.`,
			);
		}
		if (!action.methods.includes(method)) {
			const allowed = action.methods.join(', ');
			const answer = refusal(405, `Send ${allowed} to ${path}.`);
			return { ...answer, headers: { Allow: allowed } };
		}
		const only = query.getAll('experience');
		const isNamable = path !== '/status';
		if ([...query.keys()].some((key) => key !== 'experience' || !isNamable) || only.length > 1) {
			const expected = isNamable ? 'at most one parameter, experience' : 'no parameter';
			return refusal(400, `${path} takes ${expected}. Nothing was done.`);
		}
		const [name] = only;
		if (name !== undefined && !site.names.includes(name)) {
			const answer = 'No experience or group of this name is declared. Nothing was done.';
			return refusal(404, answer, site.names);
		}
		const bucket = buckets.get(path);
		if (bucket?.take(now()) === false) return tooMany(bucket.secondsUntilNext(now()));
		return action.run(from, name);
	};
}

const REFUSALS = {
	disabled: {
		error: 'This server was started with CHOOSE_DISABLED=1. Start it without, to show decisions.',
	},
	'all-off': {
		error: 'Everything is off, so that one cannot be on. Send on without an experience first.',
	},
} as const satisfies Record<string, ControlError>;

// Scripts look at the status only: a refresh that reached nothing is a failure to them.
function statusOfRefresh({ asked, failed, problems }: RefreshAnswer): number {
	if (asked === 0) return problems.length > 0 ? 409 : 200;
	return failed === asked ? 502 : 200;
}

export function tooMany(seconds: number): ControlAnswer {
	const answer = refusal(429, `Too many requests; try again in ${seconds} s.`);
	return { ...answer, headers: { 'Retry-After': String(seconds) } };
}

function refusal(status: number, error: string, names?: readonly string[]): ControlAnswer {
	return { status, body: { error, ...(names !== undefined && { names }) } };
}

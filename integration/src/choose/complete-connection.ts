import { INTEMPT_URL } from '../constants.js';
import type { Connection } from './choose-types.js';

/** What the environment says about the connection. */
export interface ConnectionEnvironment {
	readonly apiKey: string | undefined;
	readonly url: string | undefined;
}

/** The `INTEMPT_` variables; empty ones count as not set. */
export function connectionEnvironment(
	env: Readonly<Record<string, string | undefined>>,
): ConnectionEnvironment {
	return { apiKey: nonEmpty(env.INTEMPT_API_KEY), url: nonEmpty(env.INTEMPT_API_URL) };
}

function nonEmpty(value: string | undefined): string | undefined {
	return value === '' ? undefined : value;
}

/** Where Choose is: the options say so, or the environment, or it is Intempt's own address. */
export function urlOf(
	options: { readonly url?: string | undefined },
	environment: Pick<ConnectionEnvironment, 'url'>,
): string {
	return options.url ?? environment.url ?? INTEMPT_URL;
}

/** Undefined without a key. */
export function completeConnection(
	options: Omit<Connection, 'apiKey' | 'url'> & { readonly url?: string | undefined },
	environment: ConnectionEnvironment,
): Connection | undefined {
	if (environment.apiKey === undefined) return undefined;
	const { org, project, auth, timeout } = options;
	const url = urlOf(options, environment);
	return { url, org, project, apiKey: environment.apiKey, auth, timeout };
}

/** Tells decisions of one source from those of another. */
export function sourceOf({
	url,
	org,
	project,
}: Pick<Connection, 'url' | 'org' | 'project'>): string {
	return [url, org, project].join(' ');
}

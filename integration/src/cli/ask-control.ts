import type { z } from 'astro/zod';
import { ChooseError, describeThrown, type ErrorName } from '../errors.js';
import { controlErrorSchema } from '../runtime/control-types.js';

/** Milliseconds that a server may take: a refresh asks Choose for every segment, and renders what changed. */
const PATIENCE = 120_000;

/** A request to the control endpoints of a running server. */
export interface ControlAsk {
	/** The address of the site, with its base, as it was given. */
	readonly url: string;
	/** The path of the endpoints below it. */
	readonly prefix: string;
	readonly method: 'GET' | 'POST';
	readonly action: string;
	readonly experience: string | undefined;
	readonly secret: string | undefined;
	/** Ends the request. */
	readonly signal: AbortSignal;
}

/**
 * What the server answered, of the form that the schema describes.
 *
 * @throws {ChooseError} MissingSecret, InvalidCommand, ControlUnreachable, ControlRefused.
 */
export async function askControl<Schema extends z.ZodType>(
	asked: ControlAsk,
	schema: Schema,
): Promise<z.output<Schema>> {
	const { secret, method, signal } = asked;
	if (secret === undefined || secret === '') {
		const hint = 'Set CHOOSE_SECRET to the secret that the server was started with.';
		throw failure('MissingSecret', 'CHOOSE_SECRET', 'the secret of the server', 'nothing', hint);
	}
	const target = targetOf(asked);
	const { status, text } = await send(target, {
		method,
		headers: { Authorization: `Bearer ${secret}` },
		// Nobody else is to be sent the secret.
		redirect: 'manual',
		signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]),
	});
	const answer = parseJson(text);
	const parsed = schema.safeParse(answer);
	// A refresh that reached nothing is answered as an error, with its outcome.
	if (parsed.success) return parsed.data;
	const refused = controlErrorSchema.safeParse(answer);
	if (!refused.success) {
		throw failure(
			'ControlUnreachable',
			target.href,
			'an answer of the control endpoints',
			`status ${status}, and something else`,
			'Check --url (with the base of the site) and --control, and that the server was started with CHOOSE_SECRET.',
		);
	}
	const { error, names } = refused.data;
	const declared = names === undefined ? '' : `; declared are ${names.join(', ')}`;
	throw failure(
		'ControlRefused',
		target.href,
		'status 200',
		`status ${status}: ${error.replace(/\.$/, '')}${declared}`,
		HINTS[status] ?? 'The log of the server says more.',
	);
}

const HINTS: Readonly<Record<number, string>> = {
	401: 'Set CHOOSE_SECRET to the secret that this server was started with.',
	404: 'Correct --experience.',
	409: 'Change that first.',
	429: 'Wait as long as it says.',
};

function targetOf({ url, prefix, action, experience }: ControlAsk): URL {
	const base = URL.parse(url);
	if (base === null || !/^https?:$/.test(base.protocol)) {
		const hint = 'Correct --url.';
		throw failure('InvalidCommand', '--url', 'an http or https URL', JSON.stringify(url), hint);
	}
	const target = new URL(`${base.pathname.replace(/\/$/, '')}${prefix}/${action}`, base);
	if (experience !== undefined) target.searchParams.set('experience', experience);
	return target;
}

async function send(target: URL, init: RequestInit) {
	try {
		const response = await fetch(target, init);
		return { status: response.status, text: await response.text() };
	} catch (thrown) {
		const cause = thrown instanceof Error ? (thrown.cause ?? thrown) : thrown;
		const hint = 'Start the server, or correct --url.';
		throw failure('ControlUnreachable', target.href, 'an answer', describeThrown(cause), hint);
	}
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

function failure(
	name: ErrorName,
	path: string,
	expected: string,
	found: string,
	hint: string,
): ChooseError {
	return new ChooseError({ name, path, expected, found, hint });
}

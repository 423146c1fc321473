import { z } from 'astro/zod';
import {
	startEmulator,
	type BehaviourInput,
	type EmulatorOptions,
	type ListenOptions,
	type SeedInput,
} from '../../../integration/src/emulator/index.js';

const replySchema = z.object({
	choices: z.array(z.object({ name: z.string(), body: z.unknown() })),
});

export const KEY = 'pre.se.cret';
export const PROFILE = { sourceId: '1575686747310551001', profileId: 'segment_pro' };

type ExperienceInput = SeedInput['experiences'][number];

/** A seed of these experiences, with a profile (`plan: pro`) and a user (`plan: free`). */
export function seedOf(...experiences: ExperienceInput[]): SeedInput {
	return {
		org: 'acme',
		project: 'web',
		keys: [KEY, 'other.key'],
		experiences,
		profiles: [{ ...PROFILE, attributes: { plan: 'pro', tags: ['a', 'b'], age: 3 } }],
		users: [{ userId: 'known', attributes: { plan: 'free' } }],
	};
}

/** An experience with one variant. */
export function experience(
	name: string,
	body: ExperienceInput['variants'][number]['body'],
	rest: Partial<ExperienceInput> = {},
): ExperienceInput {
	return { name, variants: [{ body }], ...rest };
}

/** What an emulator answered. */
export interface Answered {
	readonly status: number;
	readonly headers: Headers;
	readonly text: string;
	/** The choices by name; empty when there are none. */
	readonly bodies: Readonly<Record<string, unknown>>;
}

/** An emulator, and the plainest way to ask it. Closes with `await using`. */
export async function startTestEmulator(
	source: SeedInput | string,
	options: ListenOptions & BehaviourInput = {},
) {
	const given: EmulatorOptions =
		typeof source === 'string' ? { ...options, seedFile: source } : { ...options, seed: source };
	const emulator = await startEmulator(given);
	const path = '/v1/acme/projects/web/optimization/choose-api';
	return {
		emulator,
		path,
		/** Sends a request to the API as it is. */
		async send(target: string, init: RequestInit): Promise<Answered> {
			return answered(await fetch(`${emulator.url}${target}`, init));
		},
		/** Asks, with a body of JSON. */
		async ask(body: unknown): Promise<Answered> {
			return this.send(`${path}?apiKey=${KEY}`, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: typeof body === 'string' ? body : JSON.stringify(body),
			});
		},
		/** Asks for some names on a desktop, for the profile of the seed. */
		async bodies(rest: object = {}): Promise<Readonly<Record<string, unknown>>> {
			return (await this.ask({ identification: PROFILE, device: 'desktop', ...rest })).bodies;
		},
		async control(method: string, target: string, body?: unknown) {
			const response = await fetch(`${emulator.controlUrl}${target}`, {
				method,
				...(body !== undefined && { body: JSON.stringify(body) }),
			});
			const text = await response.text();
			const value: unknown = text === '' ? undefined : JSON.parse(text);
			return { status: response.status, value };
		},
		[Symbol.asyncDispose]: () => emulator.close(),
	};
}

async function answered(response: Response): Promise<Answered> {
	const text = await response.text();
	return { status: response.status, headers: response.headers, text, bodies: bodiesOf(text) };
}

function bodiesOf(text: string): Record<string, unknown> {
	if (!text.startsWith('{"choices"')) return {};
	const { choices } = replySchema.parse(JSON.parse(text));
	return Object.fromEntries(choices.map(({ name, body }) => [name, body]));
}

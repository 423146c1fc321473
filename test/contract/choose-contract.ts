import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { z } from 'astro/zod';
import { describe, expect, it } from 'vitest';
import { createChooseClient } from '../../integration/src/choose/client.js';
import type { Profile } from '../../integration/src/definition/definition-types.js';

const replySchema = z.strictObject({
	choices: z
		.array(z.strictObject({ name: z.string(), group: z.string(), body: z.json() }))
		.default([]),
});
const envelopeSchema = z.object({ errors: z.array(z.object({ message: z.string() })) });

/** A service that claims to speak the Choose API, and what must exist there. */
export interface ContractTarget {
	readonly url: string;
	readonly org: string;
	readonly project: string;
	readonly apiKey: string;
	/** A profile used by nothing else: the suite exposes it to every eligible experience. */
	readonly profile: Extract<Profile, { readonly profileId: string }>;
	/** A running experience with a body other than null, without a display budget, for which the profile is eligible on a desktop. */
	readonly experience: string;
	/** The group of that experience. */
	readonly group: string;
}

interface Sent {
	readonly body: unknown;
	readonly query?: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly project?: string;
}

/** What every service that speaks the Choose API does, over plain HTTP and through the client. `target` is called within tests only. */
export function describeChooseContract(target: () => ContractTarget): void {
	const ask = (rest: object = {}) => ({
		identification: target().profile,
		names: [target().experience],
		device: 'desktop',
		sessionId: randomUUID(),
		...rest,
	});
	const send = ({ body, query, headers, project }: Sent): Promise<Response> => {
		const at = target();
		const path = [at.org, 'projects', project ?? at.project].map(encodeURIComponent).join('/');
		const key = query ?? `?apiKey=${encodeURIComponent(at.apiKey)}`;
		return fetch(`${at.url}/v1/${path}/optimization/choose-api${key}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', ...headers },
			body: typeof body === 'string' || body instanceof Blob ? body : JSON.stringify(body),
		});
	};
	const namesOf = async (response: Response): Promise<string[]> => {
		expect(response.status).toBe(200);
		const { choices } = replySchema.parse(await response.json());
		return choices.map(({ name }) => name);
	};
	const basic = (text: string) => ({
		authorization: `Basic ${Buffer.from(text).toString('base64')}`,
	});

	describe('a choice', () => {
		it('has the name asked for, a group, and a body, and nothing else', async () => {
			const response = await send({ body: ask() });
			expect(response.headers.get('content-type')).toMatch(/^application\/json/);
			const { choices } = replySchema.parse(await response.json());
			expect(choices).toHaveLength(1);
			expect(choices[0]).toMatchObject({ name: target().experience, group: target().group });
			expect(choices[0]?.body).not.toBeNull();
		});

		it('stays the same for one identity', async () => {
			const [first, second] = await Promise.all(
				[ask(), ask()].map(async (body) => (await send({ body })).json()),
			);
			expect(second).toEqual(first);
		});

		it.each(['desktop', 'DESKTOP', 'Desktop', 'all'])('arrives for device %s', async (device) => {
			expect(await namesOf(await send({ body: ask({ device }) }))).toEqual([target().experience]);
		});

		it('does not arrive without a device', async () => {
			expect(await namesOf(await send({ body: ask({ device: undefined }) }))).toEqual([]);
		});

		it('does not arrive for an unknown name', async () => {
			expect(await namesOf(await send({ body: ask({ names: [randomUUID()] }) }))).toEqual([]);
		});

		it('does not arrive for a user that does not exist', async () => {
			const identification = { userId: `unknown-${randomUUID()}` };
			expect(await namesOf(await send({ body: ask({ identification }) }))).toEqual([]);
		});

		it('arrives when both identities are sent: the profile counts', async () => {
			const identification = { ...target().profile, userId: `unknown-${randomUUID()}` };
			expect(await namesOf(await send({ body: ask({ identification }) }))).toEqual([
				target().experience,
			]);
		});

		it('arrives without a sessionId', async () => {
			const names = await namesOf(await send({ body: ask({ sessionId: undefined }) }));
			expect(names).toEqual([target().experience]);
		});

		it.each([
			{ part: 'its name', rest: () => ({}) },
			{ part: 'its group', rest: () => ({ names: undefined, groups: [target().group] }) },
			{ part: 'both', rest: () => ({ groups: [target().group] }) },
			{ part: 'neither', rest: () => ({ names: undefined }) },
		])('arrives once when asked for by $part', async ({ rest }) => {
			const names = await namesOf(await send({ body: ask(rest()) }));
			expect(names.filter((name) => name === target().experience)).toHaveLength(1);
		});
	});

	describe('a bad request', () => {
		it.each([
			['without identification', () => ask({ identification: undefined })],
			['with a space in a name', () => ask({ names: [target().experience, 'a b'] })],
			['with a dot in a name', () => ask({ names: ['a.b'] })],
			['with a dot in a group', () => ask({ groups: ['a.b'] })],
			['for an unknown device', () => ask({ device: 'tablet' })],
			['of malformed JSON', () => '{"identification":'],
			['with a blank userId', () => ask({ identification: { userId: '' } })],
		])('%s is a 400 with the envelope', async (_case, body) => {
			const response = await send({ body: body() });
			expect(response.status).toBe(400);
			expect(envelopeSchema.parse(await response.json()).errors).not.toEqual([]);
		});

		it('without identification says so', async () => {
			const response = await send({ body: ask({ identification: undefined }) });
			expect(await response.json()).toEqual({
				errors: [{ message: 'Identification is required' }],
			});
		});

		it('is one that is compressed', async () => {
			const body = new Blob([gzipSync(JSON.stringify(ask()))]);
			const response = await send({ body, headers: { 'content-encoding': 'gzip' } });
			expect(response.status).toBe(400);
		});
	});

	describe('the key', () => {
		it('may be basic credentials', async () => {
			const [prefix = '', ...secret] = target().apiKey.split('.');
			const headers = basic(`${prefix}:${secret.join('.')}`);
			expect((await send({ body: ask(), query: '', headers })).status).toBe(200);
		});

		it.each([
			{ case: 'absent', query: '', headers: {} },
			{ case: 'wrong', query: '?apiKey=wrong.key', headers: {} },
			{ case: 'wrong as basic credentials', query: '', headers: basic('wrong:key') },
		])('$case is a 401', async ({ query, headers }) => {
			expect((await send({ body: ask(), query, headers })).status).toBe(401);
		});

		it('does not open another project', async () => {
			const project = `unknown-${randomUUID()}`;
			expect([403, 404]).toContain((await send({ body: ask(), project })).status);
		});
	});

	describe.each(['query', 'basic'] as const)('the client (%s)', (auth) => {
		it('gets the choice, by its name and in its group', async () => {
			const { profile, experience, group, ...address } = target();
			const client = createChooseClient({ ...address, auth, timeout: 30_000 });
			const reply = await client.choose({
				identity: profile,
				device: 'desktop',
				names: [experience, randomUUID()],
				groups: [group],
				sessionId: randomUUID(),
			});
			await client.close();
			const payload = reply.experiences[experience];
			expect(payload).not.toBeUndefined();
			expect(Object.keys(reply.experiences)).toEqual([experience]);
			expect(reply.groups[group]).toContainEqual({ name: experience, payload });
		});

		it('is told when its key is wrong', async () => {
			const { profile, experience, group: _group, ...address } = target();
			const apiKey = 'wrong.key';
			const client = createChooseClient({ ...address, apiKey, auth, timeout: 30_000 });
			const question = {
				identity: profile,
				device: 'desktop',
				names: [experience],
				groups: [],
				sessionId: randomUUID(),
			} as const;
			await expect(client.choose(question)).rejects.toMatchObject({ name: 'ChooseUnauthorized' });
			await client.close();
		});
	});
}

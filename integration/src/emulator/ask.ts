import { z } from 'astro/zod';
import type { Ask, Identity } from './assignment.js';

/** What a request body came to. */
export type ParsedAsk =
	| { readonly ok: true; readonly ask: Ask }
	| { readonly ok: false; readonly messages: readonly string[] };

const nonBlank = z.string().regex(/\S/, { error: 'must not be blank' });
const name = z.string().regex(/^[a-zA-Z0-9_-]*$/, { error: 'must match ^[a-zA-Z0-9_-]*$' });

const identification = z
	.object(
		{
			sourceId: z
				.string()
				.regex(/^\d{1,19}$/, { error: 'must be an integer of at most 19 digits' })
				.optional(),
			profileId: nonBlank.optional(),
			userId: nonBlank.optional(),
		},
		{
			error: ({ input }) =>
				input === undefined || input === null
					? 'Identification is required'
					: 'Identification must be an object',
		},
	)
	.transform(({ sourceId, profileId, userId }, context): Identity => {
		if (sourceId !== undefined && profileId !== undefined) return { sourceId, profileId };
		if (userId !== undefined && sourceId === undefined && profileId === undefined)
			return { userId };
		context.addIssue({ code: 'custom', message: 'sourceId and profileId, or userId, is required' });
		return z.NEVER;
	});

/** Fields that are not named here are not read (the contract, "Request"). */
const askSchema = z.object({
	identification,
	names: z.array(name).default([]),
	groups: z.array(name).default([]),
	device: z
		.string()
		.toLowerCase()
		.pipe(z.enum(['desktop', 'mobile', 'all'], { error: 'must be desktop, mobile or all' }))
		.optional(),
	sessionId: nonBlank.default('default'),
});

/** Validates a request body; the messages are those of the error envelope. */
export function parseAsk(text: string): ParsedAsk {
	let body: unknown;
	try {
		body = JSON.parse(text);
	} catch {
		return { ok: false, messages: ['Malformed JSON'] };
	}
	const parsed = askSchema.safeParse(body);
	if (!parsed.success) return { ok: false, messages: parsed.error.issues.map(messageOf) };
	const { identification: identity, names, groups, device, sessionId } = parsed.data;
	return { ok: true, ask: { identity, names, groups, device, sessionId } };
}

function messageOf({ path, message }: z.core.$ZodIssue): string {
	const isOwnMessage = path.length === 0 || (path.length === 1 && path[0] === 'identification');
	return isOwnMessage ? message : `${path.join('.')}: ${message}`;
}

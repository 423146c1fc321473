import { expect, it } from 'vitest';
import { ageLimitsOf, expire } from '../../../../integration/src/decisions/refresh/expiry.js';
import { experience, group } from '../../../../integration/src/definition/experiences.js';
import { z } from 'astro/zod';
import { definitionOf, text, texts } from '../../../support/definition.js';

const within = (staleIfError: number) =>
	experience({ per: 'segment', staleIfError, schema: z.string(), default: '' });

const LIMITS = ageLimitsOf(
	definitionOf({
		experiences: {
			hero: text(),
			price: within(60),
			long: within(9_999),
			test: text('', 'visitor'),
		},
		groups: { slots: texts(), offers: group(within(60)) },
	}),
	3_600,
);
const MEMBERS = [{ name: 'm', payload: 'x' }];
const SNAPSHOT = {
	segment: 'pro',
	device: 'desktop',
	fetchedAt: 0,
	reply: {
		experiences: { hero: 'x', price: 'x', long: 'x' },
		groups: { slots: MEMBERS, offers: MEMBERS },
	},
} as const;

it.each([
	['a minute old and failing', true, 60, []],
	['more than a minute old and failing', true, 60.001, ['price', 'offers']],
	['an hour old and failing', true, 3_600, ['price', 'offers']],
	['older and failing', true, 3_601, ['hero', 'price', 'long', 'slots', 'offers']],
	['older, and Choose answers', false, 1e9, []],
])('what is %s', (_what, isFailing, seconds, expected) => {
	const { expired, reply } = expire(SNAPSHOT, LIMITS, isFailing, seconds * 1_000);
	expect(expired).toEqual(expected);
	const left = [...Object.keys(reply.experiences), ...Object.keys(reply.groups)];
	expect(left).toEqual(
		['hero', 'price', 'long', 'slots', 'offers'].filter((name) => !expired.includes(name)),
	);
});

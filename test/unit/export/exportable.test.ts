import { describe, expect, it } from 'vitest';
import { checkEdgeSecret, warnOfPersistence } from '../../../integration/src/export/edge-secret.js';
import { checkExportable, type ExportPlan } from '../../../integration/src/export/exportable.js';
import { definitionOf, text, texts, type WrittenDefinition } from '../../support/definition.js';
import { problemsIn } from '../../support/errors.js';
import { notEmpty } from '../../support/not-empty.js';

const STATIC: ExportPlan = { targets: ['nginx', 'cloudflare', 'netlify'], hasServer: false };
const when = { cookie: { plan: 'pro' } };

const refused = (written: WrittenDefinition, plan = STATIC) =>
	problemsIn(() => {
		checkExportable(definitionOf(written), plan);
	});

describe('what an edge cannot do', () => {
	it.each<[string, WrittenDefinition, readonly string[]]>([
		['a function that names segments', { visitor: { segment: () => 'a' } }, ['visitor.segment']],
		[
			'a segment that no rule recognises',
			{ segments: { a: { when: false } } },
			['segments.a.when'],
		],
		['a private segment', { segments: { a: { private: true } } }, ['segments.a.private']],
		[
			'what is decided per visitor',
			{ experiences: { a: text('x', 'visitor'), b: text() }, groups: { c: texts('x', 'visitor') } },
			['experiences.a.per', 'groups.c.member.per'],
		],
		[
			'a function for consent, with a segment that is persisted',
			{ segments: { a: { when, persist: '1h' } }, visitor: { consent: () => true } },
			['visitor.consent'],
		],
	])('is %s', (_what, written, paths) => {
		const problems = refused(written);
		expect(problems.map(({ path }) => path)).toEqual(paths);
		for (const { name, hint } of notEmpty(problems)) {
			expect(name).toBe('NotExportable');
			expect(hint).toMatch(/@astrojs\/node/);
		}
	});

	it('is refused together', () => {
		const both = { segments: { a: { when: false } }, visitor: { segment: () => 'a' } } as const;
		expect(refused(both)).toHaveLength(2);
	});

	it.each<[string, WrittenDefinition]>([
		[
			'rules, persisted segments with a rule for consent, and one for everybody',
			{
				segments: { a: { when, persist: '1h' }, everyone: {} },
				experiences: { a: text() },
				groups: { b: texts() },
				visitor: { consent: { not: when } },
			},
		],
		['a function for consent, where nothing is persisted', { visitor: { consent: () => true } }],
	])('is not %s', (_what, written) => {
		expect(refused(written)).toEqual([]);
	});

	it('is Netlify in front of a server, unlike the others', () => {
		expect(refused({}, { ...STATIC, hasServer: true })).toMatchObject([
			{ name: 'NotExportable', path: 'choose().edge.targets' },
		]);
		expect(refused({}, { targets: ['nginx', 'cloudflare'], hasServer: true })).toEqual([]);
	});
});

describe('the secret of a build for edges', () => {
	const wrong = (secret: string | undefined, hasServer: boolean) =>
		problemsIn(() => {
			checkEdgeSecret(secret, { hasServer });
		});

	it.each([
		['long enough', 'é'.repeat(16), true, []],
		['missing, without a server', undefined, false, []],
		[
			'missing, with a server',
			undefined,
			true,
			['nothing, neither in the environment nor in .env'],
		],
		['too short', 's'.repeat(31), false, ['31 bytes']],
		['too short, with a server', 's'.repeat(31), true, ['31 bytes']],
	])('that is %s', (_what, secret, hasServer, found) => {
		const problems = wrong(secret, hasServer);
		expect(problems.map((one) => [one.found, one.name])).toEqual(
			found.map((one) => [one, 'MissingSecret']),
		);
		expect(problems.filter(({ expected }) => !expected.includes('32 random bytes'))).toEqual([]);
	});

	it('is missed by nginx alone, where a segment is persisted', () => {
		const persisting = definitionOf({ segments: { a: { when, persist: '1h' }, b: { when } } });
		const others: ExportPlan = { ...STATIC, targets: ['cloudflare', 'netlify'] };
		expect(warnOfPersistence(persisting, STATIC, undefined)).toMatchObject([
			{ name: 'NotPersisted', message: expect.stringContaining('(a)') as string },
		]);
		expect(warnOfPersistence(persisting, STATIC, 's'.repeat(32))).toEqual([]);
		expect(warnOfPersistence(persisting, others, undefined)).toEqual([]);
		expect(warnOfPersistence(definitionOf(), STATIC, undefined)).toEqual([]);
	});
});

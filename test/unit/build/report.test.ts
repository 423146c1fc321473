import { beforeAll, describe, expect, it } from 'vitest';
import { listAudiences } from '../../../integration/src/variants/audiences.js';
import { decideBuild } from '../../../integration/src/build/decide-build.js';
import { renderVariants } from '../../../integration/src/build/render-variants.js';
import type { Rendered } from '../../../integration/src/rendering/rendered.js';
import { createReport, shownAudiences } from '../../../integration/src/build/report.js';
import type { BuildReport } from '../../../integration/src/build/report-types.js';
import {
	createAccessor,
	type ChooseAccessor,
} from '../../../integration/src/rendering/accessor.js';
import { digestContent } from '../../../integration/src/store/content-digest.js';
import type { PackWriter } from '../../../integration/src/store/pack-writer.js';
import { createReadLog, type Outcome } from '../../../integration/src/variants/reads.js';
import { definitionOf, text, texts } from '../../support/definition.js';
import { FakeChoose, replyOf, type Payloads } from './fake-choose.js';

const SECRET_NAME = 'insolvent-customers';
const CHOSEN: Readonly<Record<string, Payloads>> = {
	'of-a': { one: 'a' },
	'of-b': { two: 'b' },
	[`of-${SECRET_NAME}`]: { one: 'for the insolvent' },
};
const definition = definitionOf({
	segments: {
		a: { when: false },
		b: { when: false },
		[SECRET_NAME]: { private: true },
		everyone: {},
	},
	experiences: { one: text(), two: text(), unread: text(), test: text('x', 'visitor') },
	groups: { slots: texts() },
});

/** A pack that keeps sizes only. Brotli makes everything half as long, except what is shorter than 4 bytes. */
const pack: PackWriter = {
	add: (bytes) => Promise.resolve(digestContent(bytes)),
	sizeOf: (_digest, coding) => (coding === 'br' ? 2 : 4),
	settle: () => Promise.resolve(),
	finish: () => Promise.reject(new Error('not of this test')),
	discard: () => Promise.resolve(),
};

const PAGES: Readonly<Record<string, (choose: ChooseAccessor) => string>> = {
	'/both': (choose) => `both ${String(choose.get('one'))} ${String(choose.get('two'))}`,
	'/likewise': (choose) => `likewise ${String(choose.get('one'))} ${String(choose.get('two'))}`,
	'/one': (choose) => (choose.get('one') === 'a' ? 'A' : 'other'),
	'/device': (choose) => choose.device,
	'/slots': (choose) => `${choose.group('slots').length}`,
	'/test': (choose) => String(choose.get('test')),
};

async function build(budgetOf: (path: string) => number = () => 100): Promise<BuildReport> {
	const decisions = await decideBuild(definition, {
		client: new FakeChoose((id) =>
			replyOf(CHOSEN[id] ?? {}, id === 'of-b' ? { slots: ['x', 'x'.repeat(500)] } : {}),
		),
		kept: { load: () => Promise.resolve([]), save: () => Promise.resolve() },
		staleIfError: 0,
		concurrency: 4,
		now: () => Date.UTC(2026, 0, 1),
		onProgress: () => undefined,
	});
	const { table } = decisions;
	const audiences = listAudiences(definition.segments, table);
	const pages = await Promise.all(
		Object.entries(PAGES).map(([path, read]) => {
			const render = (outcome: Outcome): Rendered => {
				const log = createReadLog();
				const bytes = Buffer.from(read(createAccessor(outcome, log)));
				const headers = new Headers();
				return {
					status: 200,
					statusText: 'OK',
					headers,
					bytes,
					reads: log.reads,
					setsCookie: false,
					ms: 2,
				};
			};
			const page = {
				path,
				request: { url: `http://localhost${path}`, route: path, component: 'x', type: 'page' },
				original: render({ decisions: table.defaults, device: 'desktop' }),
				render: (outcome: Outcome) => Promise.resolve(render(outcome)),
			};
			const budget = budgetOf(path);
			return renderVariants(page, { definition, audiences, table, pack, budget, keepHeaders: [] });
		}),
	);
	return createReport({
		definition,
		decisions,
		audiences: shownAudiences(audiences, pages),
		pages,
		plainPages: 3,
		pack,
		packBytes: 99,
		maxAge: 300,
		isRefreshed: true,
		renderMs: 5,
		builtAt: new Date(Date.UTC(2026, 0, 2)),
		warnings: [{ name: 'VariantFailed', message: 'a warning of the build' }],
	});
}

describe('the report of a build', () => {
	let report: BuildReport;
	beforeAll(async () => {
		report = await build();
	});
	const pageOf = (path: string) => report.pages.find((one) => one.path === path)!;

	it('counts the calls, now and in a month', () => {
		expect(report.calls).toEqual({
			made: 8,
			failed: 0,
			// 30 days of 288 times 5 minutes, 4 segments on 2 devices.
			perMonth: 30 * 288 * 8,
			maxAge: 300,
		});
		expect(report.decisions).toBe('choose');
	});

	it('lists the segments, with what each decided and when', () => {
		const fetchedAt = '2026-01-01T00:00:00.000Z';
		expect(report.segments).toEqual([
			{ name: 'a', catchAll: false, decided: { desktop: ['one'], mobile: ['one'] }, fetchedAt },
			{
				name: 'b',
				catchAll: false,
				decided: { desktop: ['two', 'slots'], mobile: ['two', 'slots'] },
				fetchedAt,
			},
			{ name: 'everyone', catchAll: true, decided: { desktop: [], mobile: [] }, fetchedAt },
		]);
	});

	it('lists what is declared, with who reads it and how many payloads it has', () => {
		expect(report.experiences).toEqual([
			{ name: 'one', kind: 'custom', per: 'segment', mayChangeSeo: false, pages: 3, payloads: 1 },
			{ name: 'two', kind: 'custom', per: 'segment', mayChangeSeo: false, pages: 2, payloads: 1 },
			{
				name: 'unread',
				kind: 'custom',
				per: 'segment',
				mayChangeSeo: false,
				pages: 0,
				payloads: 0,
			},
			{ name: 'test', kind: 'custom', per: 'visitor', mayChangeSeo: false, pages: 1, payloads: 0 },
			{ name: 'slots', kind: 'group', per: 'segment', mayChangeSeo: false, pages: 1, payloads: 1 },
		]);
	});

	it('lists the audiences, the default first, and the mixtures that got a variant', () => {
		const names = report.audiences.map(({ segments, device }) => `${segments.join('+')} ${device}`);
		expect(names).toEqual([
			' desktop',
			' mobile',
			'a+everyone desktop',
			'a+everyone mobile',
			'b+everyone desktop',
			'b+everyone mobile',
			'everyone desktop',
			'everyone mobile',
			'a+b+everyone desktop',
		]);
		expect(new Set(report.audiences.map(({ alias }) => alias)).size).toBe(names.length);
	});

	it('has each variant of a page once, with whom it answers and what it read', () => {
		const { variants, reads, unanswered, renderMs } = pageOf('/both');
		expect(reads).toEqual(['one', 'two']);
		expect(variants.map((one) => [one.isDefault, one.audiences.length, one.reads])).toEqual([
			[
				true,
				4,
				[
					{ name: 'one', value: '"default"' },
					{ name: 'two', value: '"default"' },
				],
			],
			[
				false,
				2,
				[
					{ name: 'one', value: '"a"' },
					{ name: 'two', value: '"default"' },
				],
			],
			[
				false,
				2,
				[
					{ name: 'one', value: '"default"' },
					{ name: 'two', value: '"b"' },
				],
			],
			[
				false,
				1,
				[
					{ name: 'one', value: '"a"' },
					{ name: 'two', value: '"b"' },
				],
			],
		]);
		expect([unanswered, renderMs]).toEqual([[], 8]);
		expect(variants[0]).toMatchObject({
			bytes: 'both default default'.length,
			brotliBytes: 2,
			renderMs: 2,
		});
	});

	it('says `device` of a page that reads it, with a variant for each', () => {
		const { variants, reads } = pageOf('/device');
		expect(reads).toEqual(['device']);
		expect(variants.map((one) => one.reads)).toEqual([
			[{ name: 'device', value: 'desktop' }],
			[{ name: 'device', value: 'mobile' }],
		]);
	});

	it('shows long values shortened, and still as JSON', () => {
		const [, variant] = pageOf('/slots').variants;
		const value = variant!.reads[0]!.value;
		expect(value.length).toBeLessThan(300);
		expect(JSON.parse(value)).toMatchObject([{ name: 'm0', payload: 'x' }, { name: 'm1' }]);
	});

	it('adds up', () => {
		const variants = report.pages.flatMap((page) => page.variants);
		const answered = variants.reduce((sum, { audiences }) => sum + audiences.length, 0);
		expect(report.totals).toMatchObject({
			combinations: answered,
			variants: variants.length,
			bodies: new Set(variants.map(({ digest }) => digest)).size,
			packBytes: 99,
			renderMs: 5,
		});
		expect(answered).toBe(report.pages.length * report.audiences.length);
		expect([report.plainPages, report.builtAt]).toEqual([3, '2026-01-02T00:00:00.000Z']);
	});

	it('has the warnings of the decisions and of the build', () => {
		expect(report.warnings).toEqual([{ name: 'VariantFailed', message: 'a warning of the build' }]);
	});

	it('never names a private segment, and shows nothing of it', () => {
		const text = JSON.stringify(report);
		expect(text).not.toContain(SECRET_NAME);
		expect(text).not.toContain('insolvent');
	});
});

describe('the report of a build in which a page is over its budget', () => {
	it('counts only the combinations that have an answer, and lists the others', async () => {
		const { pages, audiences, totals } = await build((path) => (path === '/both' ? 1 : 100));
		const { variants, unanswered } = pages.find(({ path }) => path === '/both')!;
		const answered = variants.flatMap((variant) => variant.audiences);
		expect(variants).toHaveLength(2);
		expect([...answered, ...unanswered].sort()).toEqual(audiences.map(({ alias }) => alias).sort());
		expect(unanswered).toHaveLength(3);
		expect(totals.combinations).toBe(pages.length * audiences.length - 3);
	});
});

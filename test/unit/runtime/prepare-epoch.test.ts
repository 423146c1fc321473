import { expect, it } from 'vitest';
import { createDecisionTable } from '../../../integration/src/decisions/decision-table.js';
import { createPreparation } from '../../../integration/src/runtime/prepare-epoch.js';
import { createVariedPages } from '../../../integration/src/runtime/varied-pages.js';
import { listAudiences } from '../../../integration/src/variants/audiences.js';
import { valueOfRead, type Outcome } from '../../../integration/src/variants/reads.js';
import { definitionOf, text } from '../../support/definition.js';
import { notEmpty } from '../../support/not-empty.js';

const definition = definitionOf({
	segments: { pro: { when: false }, plus: { when: false }, team: { when: false } },
	experiences: { hero: text(), offer: text() },
});
const tableOf = (decided: Readonly<Record<string, Readonly<Record<string, string>>>>) =>
	createDecisionTable(
		definition,
		Object.entries(decided).flatMap(([segment, experiences]) =>
			(['desktop', 'mobile'] as const).map((device) => ({
				...{ segment, device, fetchedAt: 0 },
				reply: { experiences, groups: {} },
			})),
		),
		() => undefined,
	);

/** Three hundred pages of each of two templates, prerendered for a table. */
function createPages(table: ReturnType<typeof tableOf>) {
	const shapeOf = (name: string) => {
		const values = listAudiences(definition.segments, table).map(
			({ outcome }) => valueOfRead(outcome, { kind: 'experience', name }) ?? '',
		);
		return [...new Set(values)].map((value) => [{ kind: 'experience' as const, name, value }]);
	};
	return createVariedPages(
		['hero', 'offer'].flatMap((name) => {
			const shape = shapeOf(name);
			return Array.from({ length: 300 }, (_, number) => ({
				file: `${name}-${number}.html`,
				request: { url: 'http://localhost/', route: '/', component: '', type: 'page' },
				variants: shape.map((reads) => ({ reads, body: '', headers: {} })),
				shape,
			}));
		}),
	);
}

async function prepare(pages: ReturnType<typeof createPages>, table: ReturnType<typeof tableOf>) {
	const asked: string[] = [];
	const valueIn = ({ decisions }: Outcome, name: string) =>
		decisions.experiences.get(name)?.payload;
	const uses = { most: () => [] };
	const rendering = {
		prepare: ({ page, outcome }: { page: { file: string }; outcome: Outcome }) => {
			const [name = ''] = page.file.split('-');
			asked.push(`${page.file}: ${String(valueIn(outcome, name))}`);
			return { retryAt: Infinity };
		},
	};
	const { segments } = definition;
	await createPreparation({ segments, pages, uses, rendering })(
		table,
		new AbortController().signal,
	);
	return asked;
}

const built = tableOf({ pro: { hero: 'A', offer: 'X' }, plus: { hero: 'B' }, team: { hero: 'A' } });

it('nothing is rendered when segments have changed places', async () => {
	const swapped = tableOf({ pro: { hero: 'B' }, plus: { hero: 'A', offer: 'X' }, team: {} });
	expect(await prepare(createPages(built), swapped)).toEqual([]);
});

it('only pages that read what is new are rendered, once for all who are decided the same', async () => {
	const pages = createPages(built);
	pages.all[7]!.uses = 2;
	pages.all[299]!.uses = 1;
	const asked = await prepare(
		pages,
		tableOf({ pro: { hero: 'A', offer: 'X' }, plus: { hero: 'C' }, team: { hero: 'C' } }),
	);
	expect(notEmpty(asked).every((one) => /^hero-\d+\.html: C$/.test(one))).toBe(true);
	// On each device: whether a page reads it is not known before it is rendered.
	expect(asked.slice(0, 4)).toEqual([
		'hero-7.html: C',
		'hero-7.html: C',
		'hero-299.html: C',
		'hero-299.html: C',
	]);
	expect(asked).toHaveLength(300 * 2);
});

it('a page that has what others of its template lack is left alone', async () => {
	const pages = createPages(built);
	const table = tableOf({ pro: { hero: 'A', offer: 'X' }, plus: { hero: 'C' } });
	const reads = { kind: 'experience' as const, name: 'hero' };
	const [found] = listAudiences(definition.segments, table).filter(({ segments }) =>
		segments.some(({ name }) => name === 'plus'),
	);
	const value = valueOfRead(found!.outcome, reads)!;
	const variant = { reads: [{ ...reads, value }], body: 'live', headers: {} };
	pages.add({ file: 'hero-3.html', variant });
	const asked = await prepare(pages, table);
	expect(asked).not.toContain('hero-3.html: C');
	expect(new Set(asked).size).toBe(299);
});

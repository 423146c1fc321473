import { URLS } from '../test/conformance/url-config.ts';

/** Whether an engine answers a case as all others do. */
export interface ConformanceRow {
	readonly part: string;
	readonly title: string;
	readonly result: 'same' | 'different' | 'inapplicable' | 'failed';
	/** Why it is different, or inapplicable. */
	readonly why?: string | undefined;
}

/** What was seen of each engine, by its name. */
export type Conformance = ReadonlyMap<string, readonly ConformanceRow[]>;

/** In the order of the page's columns. */
export const ENGINES = [
	'Node standalone',
	'Node middleware',
	'nginx',
	'workerd',
	'Netlify',
] as const;

/** What some engine was not asked: what another was, or one of the configurations of URLs. */
export function missingAnswers(seen: Conformance, configs: readonly string[]): readonly string[] {
	const ofEngine = (engine: string) => (seen.get(engine) ?? []).map(nameOf);
	const all = new Set([
		...configs.map((title) => nameOf({ part: URLS, title })),
		...ENGINES.flatMap(ofEngine),
	]);
	return ENGINES.flatMap((engine) => {
		const known = new Set(ofEngine(engine));
		return [...all].filter((name) => !known.has(name)).map((name) => `${engine} › ${name}`);
	});
}

function nameOf({ part, title }: Pick<ConformanceRow, 'part' | 'title'>): string {
	return `${part}: ${title}`;
}

/** `docs/engines.md`. */
export function conformancePage(seen: Conformance, versions: string): string {
	const all = ENGINES.flatMap((engine) => seen.get(engine) ?? []);
	const parts = [...new Set(all.map(({ part }) => part))];
	const notes = createNotes();
	const tables = parts.map((part) => partTable(seen, part, notes));
	return `# Which engine answers what

This page is written by the tests (\`npm run conformance\`). It states what they saw with ${versions}.

One suite asks every engine the same questions about HTTP: what [a varied page answers](how-it-works.md#what-a-varied-page-answers), to whom, and at which
addresses. The Node server, standalone and [in middleware mode](how-it-works.md#behind-something-else) (under Express), serves a build with \`@astrojs/node\`; nginx,
workerd, which is what Cloudflare runs, and an Edge Function in Deno, before a host that serves files as Netlify documents it, serve those of a build without an adapter. What an engine answers otherwise by its nature
is declared beside the test, with the reason. A difference that is not declared fails, and so does one that is declared and not seen.

- **same**: the answer is the one that the suite expects of all, down to the bytes of the body where there is one.
- **differs**: it is the declared one; the note says why.
- **–**: the question has no meaning there.

${tables.join('\n\n')}

## Why they differ

${notes.list().join('\n')}
`;
}

interface Notes {
	/** The number of a note: equal ones are one. */
	numberOf(text: string): number;
	list(): string[];
}

function createNotes(): Notes {
	const known: string[] = [];
	return {
		numberOf(text) {
			if (!known.includes(text)) known.push(text);
			return known.indexOf(text) + 1;
		},
		list: () => known.map((text, index) => `${index + 1}. ${escape(text)}.`),
	};
}

function partTable(seen: Conformance, part: string, notes: Notes): string {
	const titles = [
		...new Set(
			ENGINES.flatMap((engine) => seen.get(engine) ?? [])
				.filter((row) => row.part === part)
				.map(({ title }) => title),
		),
	];
	const rows = titles.map((title) => {
		const cells = ENGINES.map((engine) => {
			const row = seen.get(engine)?.find((one) => one.part === part && one.title === title);
			return row === undefined ? '' : describeRow(row, notes);
		});
		return `| ${[escape(title), ...cells].join(' | ')} |`;
	});
	return [
		`## ${part}`,
		'',
		`| | ${ENGINES.join(' | ')} |`,
		`| --- | ${ENGINES.map(() => '---').join(' | ')} |`,
		...rows,
	].join('\n');
}

function describeRow({ result, why = '' }: ConformanceRow, notes: Notes): string {
	const reasons = why === '' ? [] : why.split('; ');
	const numbers = new Set(reasons.map((reason) => notes.numberOf(reason)));
	const note = [...numbers].toSorted((a, b) => a - b).join(', ');
	if (result === 'same') return 'same';
	return result === 'different' ? `differs (${note})` : `– (${note})`;
}

function escape(text: string): string {
	return text.replaceAll(/[|*_<[\]]/g, (character) => `\\${character}`);
}

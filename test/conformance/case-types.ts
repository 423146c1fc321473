import type { Answer, Ask } from '../support/ask.js';

/** What was seen, as plain data: it is compared with what is expected, and may be declared. */
export type Observed = Readonly<Record<string, unknown>>;

/** A site that an engine serves, as a client sees it. */
export interface SiteUnderTest {
	ask(target: string, asked?: Ask): Promise<Answer>;
	/** The same request, answered by the Node server in standalone mode. */
	askNode(target: string, asked?: Ask): Promise<Answer>;
	/** A file of the folder that is published. */
	readFile(name: string): Promise<Buffer>;
	/** The names of all of them. */
	listFiles(): Promise<readonly string[]>;
}

/** One question about HTTP, and the answer that `docs/how-it-works.md` promises of every engine. */
export interface ConformanceCase {
	/** The row of that table, or the part of the documentation, that promises it. */
	readonly part: string;
	readonly title: string;
	readonly expected: Observed;
	observe(site: SiteUnderTest): Promise<Observed>;
}

export function nameCase({ part, title }: Pick<ConformanceCase, 'part' | 'title'>): string {
	return `${part}: ${title}`;
}

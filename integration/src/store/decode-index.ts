import { problemsOf } from '../problems.js';
import { createBodyTable, type BodyTable } from './body-table.js';
import { checkColumns, type IndexProblem } from './check-columns.js';
import { digestContent } from './content-digest.js';
import { sealOf } from './encode-index.js';
import { indexColumnsSchema, type IndexColumns } from './index-columns.js';
import { STORE_VERSION, type StoreIndex } from './index-file.js';
import { createStoredPages } from './stored-pages.js';

/** An index that was read. Its pages' variants and its bodies are looked up in its columns when they are asked for. */
export interface OpenIndex extends Omit<StoreIndex, 'bodies'> {
	readonly bodies: BodyTable;
	/** How many variants its pages have. */
	readonly variants: number;
	/** Of all of it. */
	readonly digest: string;
}

type Decoded =
	| { readonly kind: 'index'; readonly index: OpenIndex }
	| ({ readonly kind: 'problem'; readonly cause?: unknown } & IndexProblem);

const NO_INDEX = { expected: 'the index of the variants', found: 'no readable file' };

/** Reads the bytes of an index. What is damaged anywhere is no index. */
export function decodeIndex(bytes: Buffer): Decoded {
	const digest = digestOf(bytes);
	let columns: unknown;
	try {
		if (digest === undefined) return whyUnsealed(JSON.parse(bytes.toString()));
		columns = JSON.parse(bytes.toString('utf8', sealOf(digest).length, bytes.length - 1));
	} catch (cause) {
		return { kind: 'problem', ...NO_INDEX, cause };
	}
	const parsed = indexColumnsSchema.safeParse(columns);
	if (!parsed.success) {
		const [problem] = problemsOf(parsed.error, '', columns);
		const { expected = 'an index', found = '', path = '' } = problem ?? {};
		return { kind: 'problem', expected, found: `${found} at ${path}` };
	}
	const problem = checkColumns(parsed.data);
	if (problem !== undefined) return { kind: 'problem', ...problem };
	return { kind: 'index', index: openColumns(parsed.data, digest) };
}

/** The digest that bytes are sealed with; undefined: they are not, or are not what was sealed. */
function digestOf(bytes: Buffer): string | undefined {
	const digest = digestContent(bytes.subarray(SEAL_BYTES, -1));
	const seal = bytes.toString('latin1', 0, SEAL_BYTES);
	return seal === sealOf(digest) && bytes.at(-1) === CLOSING ? digest : undefined;
}

const SEAL_BYTES = sealOf(digestContent(Buffer.alloc(0))).length;
const CLOSING = '}'.charCodeAt(0);

function whyUnsealed(written: unknown): Decoded {
	const version: unknown =
		typeof written === 'object' && written !== null ? Reflect.get(written, 'version') : undefined;
	return version === STORE_VERSION
		? { kind: 'problem', expected: 'an index as it was written', found: 'another one' }
		: {
				kind: 'problem',
				expected: `version ${STORE_VERSION}`,
				found: `version ${String(version)}`,
			};
}

function openColumns(columns: IndexColumns, digest: string): OpenIndex {
	const { build, live, defaults, pack, routing, fallbacks, snapshots } = columns;
	return {
		...{ build, live, defaults, pack, routing, fallbacks, snapshots },
		pages: createStoredPages(columns),
		bodies: createBodyTable(columns.bodies),
		variants: columns.pages.body.length,
		digest,
	};
}

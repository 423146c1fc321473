import type { Read } from '../variants/reads.js';
import type { IndexColumns } from './index-columns.js';
import type { PageShape, StoredPage, StoredVariant } from './index-file.js';

/** What the columns of pages name. */
interface Tables extends Pick<IndexColumns, 'headers' | 'requests'> {
	readonly shapes: readonly PageShape[];
	readonly digests: readonly string[];
	readonly body: Uint32Array;
	readonly headersOf: Uint32Array;
}

/** The pages of columns that were checked. What a page has is put together when it is asked for, and then kept. */
export function createStoredPages(columns: IndexColumns): readonly StoredPage[] {
	const { pages, reads, headers, requests, bodies } = columns;
	const readings = columns.readings.map((places) => places.flatMap((place) => reads[place] ?? []));
	const shapes = columns.shapes.map((places): PageShape =>
		places.map((place): readonly Read[] => readings[place] ?? []),
	);
	const tables: Tables = {
		...{ headers, requests, shapes },
		digests: bodies.digest,
		body: Uint32Array.from(pages.body),
		headersOf: Uint32Array.from(pages.headers),
	};
	let first = 0;
	return pages.file.map((file, at) => {
		const shape = shapes[pages.shape[at] ?? 0] ?? [];
		const page = new ColumnPage(tables, {
			file,
			path: pages.path[at] ?? '',
			request: pages.request[at] ?? 0,
			shape,
			first,
		});
		first += shape.length;
		return page;
	});
}

interface Row extends Pick<StoredPage, 'file'> {
	readonly path: string;
	readonly request: number;
	readonly shape: PageShape;
	/** The place of its default among the variants of all pages. */
	readonly first: number;
}

class ColumnPage implements StoredPage {
	readonly file: string;
	readonly shape: PageShape;
	readonly #tables: Tables;
	readonly #row: Row;
	#variants: readonly StoredVariant[] | undefined;

	constructor(tables: Tables, row: Row) {
		this.file = row.file;
		this.shape = row.shape;
		this.#tables = tables;
		this.#row = row;
	}

	get request() {
		const { origin, ...request } = this.#tables.requests[this.#row.request] ?? NO_REQUEST;
		return { url: origin + this.#row.path, ...request };
	}

	get variants() {
		return (this.#variants ??= this.shape.map((reads, at) => this.#variantAt(reads, at)));
	}

	#variantAt(reads: readonly Read[], at: number): StoredVariant {
		const { digests, body, headers, headersOf } = this.#tables;
		const place = this.#row.first + at;
		return {
			reads,
			body: digests[body[place] ?? 0] ?? '',
			headers: headers[headersOf[place] ?? 0] ?? {},
		};
	}
}

const NO_REQUEST = { origin: '', route: '', component: '', type: '' };

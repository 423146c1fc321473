import type { PackedCoding } from './codings.js';
import { digestContent } from './content-digest.js';
import type { IndexColumns, SpanColumns } from './index-columns.js';
import { STORE_VERSION, type StoredBody, type StoreIndex } from './index-file.js';

/** The bytes of an index: JSON, of one line. */
export function encodeIndex(index: StoreIndex): Buffer {
	return sealIndex(toColumns(index));
}

/** What stands before a sealed index: its version, and the digest of what follows. */
export function sealOf(digest: string): string {
	return `{"version":${STORE_VERSION},"digest":"${digest}","index":`;
}

/** Puts the digest of an index before it. */
export function sealIndex(columns: unknown): Buffer {
	const content = Buffer.from(JSON.stringify(columns));
	return Buffer.concat([Buffer.from(sealOf(digestContent(content))), content, Buffer.from('}')]);
}

function toColumns(index: StoreIndex): IndexColumns {
	const { bodies, pages, ...head } = index;
	const reads = createTable<IndexColumns['reads'][number]>();
	const readings = createTable<number[]>();
	const shapes = createTable<number[]>();
	const headers = createTable<Record<string, string>>();
	const requests = createTable<IndexColumns['requests'][number]>();
	const used = pages.flatMap(({ variants }) => variants.map(({ body }) => body));
	const digests = [...new Set([...Object.keys(bodies), ...used])].sort();
	const places = new Map(digests.map((digest, place) => [digest, place]));
	const rows = pages.map(({ file, request: { url, ...request }, variants }) => {
		const origin = originOf(url);
		return {
			file,
			path: url.slice(origin.length),
			request: requests.placeOf({ origin, ...request }),
			shape: shapes.placeOf(
				variants.map((variant) => readings.placeOf(variant.reads.map(reads.placeOf))),
			),
			body: variants.map(({ body }) => places.get(body) ?? 0),
			headers: variants.map((variant) => headers.placeOf(variant.headers)),
		};
	});
	const inCoding = (coding: PackedCoding): SpanColumns =>
		spanColumns(digests.map((digest) => bodies[digest]?.[coding]));
	return {
		...head,
		reads: reads.all,
		readings: readings.all,
		shapes: shapes.all,
		headers: headers.all,
		requests: requests.all,
		pages: {
			file: rows.map(({ file }) => file),
			path: rows.map(({ path }) => path),
			request: rows.map(({ request }) => request),
			shape: rows.map(({ shape }) => shape),
			body: rows.flatMap(({ body }) => body),
			headers: rows.flatMap((row) => row.headers),
		},
		bodies: {
			digest: digests,
			identity: inCoding('identity'),
			br: inCoding('br'),
		},
	};
}

/** Each distinct value once. */
function createTable<Value>() {
	const all: Value[] = [];
	const places = new Map<string, number>();
	return {
		all,
		placeOf: (value: Value): number => {
			const key = JSON.stringify(value);
			const known = places.get(key);
			if (known !== undefined) return known;
			places.set(key, all.length);
			return all.push(value) - 1;
		},
	};
}

function spanColumns(spans: readonly (StoredBody['identity'] | undefined)[]): SpanColumns {
	return {
		offset: spans.map((span) => span?.[0] ?? -1),
		length: spans.map((span) => span?.[1] ?? 0),
		checksum: spans.map((span) => span?.[2] ?? 0),
	};
}

function originOf(url: string): string {
	const origin = URL.canParse(url) ? new URL(url).origin : '';
	return url.startsWith(origin) ? origin : '';
}

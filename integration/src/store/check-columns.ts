import { PACKED_CODINGS } from './codings.js';
import type { IndexColumns } from './index-columns.js';

/** What is wrong with an index. */
export interface IndexProblem {
	readonly expected: string;
	readonly found: string;
}

/** What in columns names something that is not there; undefined: nothing, so that whatever they name can be looked up. */
export function checkColumns(columns: IndexColumns): IndexProblem | undefined {
	const { reads, readings, shapes, requests, headers, pages, bodies, pack } = columns;
	const digests = bodies.digest.length;
	let variants = 0;
	for (const shape of pages.shape) variants += shapes[shape]?.length ?? 0;
	return (
		firstOf(readings, (reading, at) => checkPlaces(`readings[${at}]`, reading, reads.length)) ??
		firstOf(shapes, (shape, at) => checkPlaces(`shapes[${at}]`, shape, readings.length)) ??
		firstOf(shapes, (shape, at) => checkLength(`shapes[${at}]`, shape.length > 0, 'a variant')) ??
		firstOf(['path', 'request', 'shape'] as const, (name) =>
			checkCount(`pages.${name}`, pages[name], pages.file.length),
		) ??
		checkPlaces('pages.request', pages.request, requests.length) ??
		checkPlaces('pages.shape', pages.shape, shapes.length) ??
		checkCount('pages.body', pages.body, variants) ??
		checkCount('pages.headers', pages.headers, variants) ??
		checkPlaces('pages.body', pages.body, digests) ??
		checkPlaces('pages.headers', pages.headers, headers.length) ??
		checkOrder('bodies.digest', bodies.digest) ??
		firstOf(PACKED_CODINGS, (coding) => {
			const { offset, length, checksum } = bodies[coding];
			const path = `bodies.${coding}`;
			return (
				firstOf([offset, length, checksum], (column) => checkCount(path, column, digests)) ??
				checkPlaces(`${path}.checksum`, checksum, 2 ** 32) ??
				firstOf(offset, (from, at) => {
					const most = from === -1 ? 0 : pack.bytes - from;
					const found = length[at] ?? 0;
					return found <= most
						? undefined
						: problemAt(`${path}.length[${at}]`, `at most ${most}`, found);
				})
			);
		})
	);
}

function firstOf<One>(
	list: readonly One[],
	check: (one: One, at: number) => IndexProblem | undefined,
): IndexProblem | undefined {
	for (const [at, one] of list.entries()) {
		const problem = check(one, at);
		if (problem !== undefined) return problem;
	}
	return undefined;
}

function checkPlaces(path: string, places: readonly number[], count: number) {
	const at = places.findIndex((place) => place >= count);
	return at === -1 ? undefined : problemAt(`${path}[${at}]`, `a number below ${count}`, places[at]);
}

function checkCount(path: string, { length }: { readonly length: number }, count: number) {
	return length === count ? undefined : problemAt(path, `${count} of them`, length);
}

function checkLength(path: string, isThere: boolean, expected: string) {
	return isThere ? undefined : problemAt(path, expected, 'none');
}

function checkOrder(path: string, texts: readonly string[]) {
	const at = texts.findIndex((text, place) => place > 0 && !((texts[place - 1] ?? '') < text));
	return at === -1
		? undefined
		: problemAt(`${path}[${at}]`, 'a text after the one before', texts[at]);
}

function problemAt(path: string, expected: string, found: unknown): IndexProblem {
	return { expected, found: `${String(found)} at ${path}` };
}

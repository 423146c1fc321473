import { closeSync, openSync, readSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';
import { z } from 'astro/zod';
import { CODINGS, type Coding, type EncodedBody } from './codings.js';
import {
	bodySchema,
	span,
	variantSchema,
	type StoredBody,
	type StoredVariant,
} from './index-file.js';

/** Of the form of these files; another version is not read. */
const VERSION = 1;

/** What is read of a file at once to find its first line. */
const FIRST_READ = 16_384;
const LONGEST_HEAD = 4_194_304;

const encodedSchema = bodySchema.extend({ gzip: span.optional() });

const headSchema = z.object({
	version: z.literal(VERSION),
	/** The file of the page's default in the client folder. */
	file: z.string(),
	variant: variantSchema,
	/** Where each coding lies behind the first line. */
	body: encodedSchema,
});

/** One variant as it lies in a file of its own: a line of JSON that describes it, then its bytes in each coding. */
export interface LivePageFile {
	/** The file of the page's default in the client folder. */
	readonly file: string;
	readonly variant: StoredVariant;
	/** The whole file, in bytes. */
	readonly size: number;
	/** The bytes in a coding; undefined when it is not kept in it, or they are gone or not what was written. */
	read(coding: Coding): Buffer | undefined;
}

/** Writes a variant as a whole or not at all, and gives it as {@link openLivePageFile} would. */
export async function writeLivePageFile(
	path: URL,
	{ file, variant, body }: Pick<LivePageFile, 'file' | 'variant'> & { readonly body: EncodedBody },
): Promise<LivePageFile> {
	const spans: Partial<Record<Coding, StoredBody['identity']>> = {};
	const parts: Buffer[] = [];
	let offset = 0;
	for (const coding of CODINGS) {
		const bytes = body[coding];
		if (bytes === undefined) continue;
		spans[coding] = [offset, bytes.length, crc32(bytes)];
		parts.push(bytes);
		offset += bytes.length;
	}
	const spansOfBody = encodedSchema.parse(spans);
	const head = Buffer.from(
		`${JSON.stringify({ version: VERSION, file, variant, body: spansOfBody })}\n`,
	);
	const partial = new URL(`${path.href}.${process.pid}.partial`);
	try {
		await writeFile(partial, [head, ...parts], { mode: 0o600 });
		await rename(partial, path);
	} catch (error) {
		await rm(partial, { force: true }).catch(() => undefined);
		throw error;
	}
	return createFile(path, { file, variant, body: spansOfBody }, head.length);
}

/** Undefined when there is no such file, or it is not one of ours. */
export function openLivePageFile(path: URL): LivePageFile | undefined {
	try {
		const line = readFirstLine(path);
		if (line === undefined) return undefined;
		return createFile(path, headSchema.parse(JSON.parse(line.toString())), line.length + 1);
	} catch {
		return undefined;
	}
}

function createFile(
	path: URL,
	{
		file,
		variant,
		body,
	}: Pick<LivePageFile, 'file' | 'variant'> & { readonly body: z.output<typeof encodedSchema> },
	headLength: number,
): LivePageFile {
	const lengths = CODINGS.map((coding) => body[coding]?.[1] ?? 0);
	return {
		file,
		variant,
		size: lengths.reduce((sum, length) => sum + length, headLength),
		read(coding) {
			const span = body[coding];
			if (span === undefined) return undefined;
			const [offset, length, checksum] = span;
			try {
				const bytes = readSpan(path, headLength + offset, length);
				return bytes.length === length && crc32(bytes) === checksum ? bytes : undefined;
			} catch {
				return undefined;
			}
		},
	};
}

function readFirstLine(path: URL): Buffer | undefined {
	for (let length = FIRST_READ; length <= LONGEST_HEAD; length *= 16) {
		const bytes = readSpan(path, 0, length);
		const end = bytes.indexOf('\n');
		if (end !== -1) return bytes.subarray(0, end);
		if (bytes.length < length) return undefined;
	}
	return undefined;
}

/** Fewer bytes than asked for where the file ends. */
function readSpan(path: URL, offset: number, length: number): Buffer {
	const descriptor = openSync(fileURLToPath(path), 'r');
	try {
		const bytes = Buffer.allocUnsafeSlow(length);
		return bytes.subarray(0, readSync(descriptor, bytes, 0, length, offset));
	} finally {
		closeSync(descriptor);
	}
}

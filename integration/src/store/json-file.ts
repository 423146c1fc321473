import {
	closeSync,
	fchownSync,
	mkdirSync,
	openSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { z } from 'astro/zod';

/** What came of reading a file. `why` has nothing of what is in it. */
export type JsonReading<Value> =
	| { readonly kind: 'read'; readonly value: Value }
	| { readonly kind: 'missing' }
	| { readonly kind: 'unreadable'; readonly why: string };

/** Reads a file; one that is not what the schema describes is unreadable. Never throws. */
export function lookIntoJsonFile<Schema extends z.ZodType>(
	file: URL,
	schema: Schema,
): JsonReading<z.output<Schema>> {
	let text: string;
	try {
		text = readFileSync(file, 'utf8');
	} catch (error) {
		const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
		if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing' };
		return { kind: 'unreadable', why: `cannot be read (${String(code)})` };
	}
	try {
		const parsed = schema.safeParse(JSON.parse(text));
		if (parsed.success) return { kind: 'read', value: parsed.data };
	} catch {
		// No JSON.
	}
	return { kind: 'unreadable', why: 'is damaged' };
}

/** What a file holds; undefined when it is missing, or is not what the schema describes. */
export function readJsonFile<Schema extends z.ZodType>(
	file: URL,
	schema: Schema,
): z.output<Schema> | undefined {
	const reading = lookIntoJsonFile(file, schema);
	return reading.kind === 'read' ? reading.value : undefined;
}

/**
 * Writes a file, and the folders above it, as a whole or not at all. What it holds may concern private segments, so nobody but the
 * user of the process may read it; or the owner of the folder, when the superuser writes for it. Throws what the file system throws.
 */
export function writeJsonFile(file: URL, value: unknown): void {
	const path = fileURLToPath(file);
	const partial = `${path}.${process.pid}.partial`;
	mkdirSync(dirname(path), { recursive: true });
	try {
		rmSync(partial, { force: true });
		// As a new file, and given away by its descriptor: what the owner of the folder puts in its place meanwhile stays what it is.
		const descriptor = openSync(partial, 'wx', 0o600);
		try {
			writeFileSync(descriptor, JSON.stringify(value));
			giveToOwnerOf(dirname(path), descriptor);
		} finally {
			closeSync(descriptor);
		}
		renameSync(partial, path);
	} catch (error) {
		rmSync(partial, { force: true });
		throw error;
	}
}

function giveToOwnerOf(folder: string, descriptor: number): void {
	if (process.getuid?.() !== 0) return;
	const { uid, gid } = statSync(folder);
	try {
		if (uid !== 0) fchownSync(descriptor, uid, gid);
	} catch {
		// A file system without owners.
	}
}

export interface Watching {
	/** Looks now, and not only when the next look is due. */
	look(): void;
	stop(): void;
}

/** Milliseconds between two looks at a file. */
const INTERVAL = 250;

/**
 * Calls back each time a file has become another one: written, replaced, given away or removed, by any process. Looks at its metadata four times
 * a second, which works on every file system; does not keep the process alive. What is there at first is not told.
 */
export function watchFile(file: URL, onChange: () => void): Watching {
	let seen = identify(file);
	const look = () => {
		const found = identify(file);
		if (found === seen) return;
		seen = found;
		onChange();
	};
	const timer = setInterval(look, INTERVAL).unref();
	return {
		look,
		stop: () => {
			clearInterval(timer);
		},
	};
}

function identify(file: URL): string {
	try {
		const { ino, mtimeNs, ctimeNs, size } = statSync(file, { bigint: true });
		return `${ino} ${mtimeNs} ${ctimeNs} ${size}`;
	} catch {
		return '';
	}
}

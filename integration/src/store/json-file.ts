import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { z } from 'astro/zod';

/** What a file holds; undefined when it is missing, or is not what the schema describes. */
export function readJsonFile<Schema extends z.ZodType>(
	file: URL,
	schema: Schema,
): z.output<Schema> | undefined {
	try {
		const parsed = schema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
		return parsed.success ? parsed.data : undefined;
	} catch {
		return undefined;
	}
}

/**
 * Writes a file, and the folders above it, as a whole or not at all. What it holds may concern private segments, so nobody but the
 * user of the process may read it. Throws what the file system throws.
 */
export function writeJsonFile(file: URL, value: unknown): void {
	const path = fileURLToPath(file);
	const partial = `${path}.${process.pid}.partial`;
	mkdirSync(dirname(path), { recursive: true });
	try {
		writeFileSync(partial, JSON.stringify(value), { mode: 0o600 });
		renameSync(partial, path);
	} catch (error) {
		rmSync(partial, { force: true });
		throw error;
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
 * Calls back each time a file has become another one: written, replaced or removed, by any process. Looks at its metadata four times
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
		const { ino, mtimeNs, size } = statSync(file, { bigint: true });
		return `${ino} ${mtimeNs} ${size}`;
	} catch {
		return '';
	}
}

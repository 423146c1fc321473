import { watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { ChooseError } from '../errors.js';
import { parseSeed, type Seed } from './seed.js';

/** What an edit of the seed came to. After a mistake the seed before it stays in force. */
export type SeedChange =
	{ readonly ok: true; readonly seed: Seed } | { readonly ok: false; readonly error: ChooseError };

/** A seed that is read again whenever its file changes. */
export interface SeedFile {
	/** The last good seed. */
	readonly seed: Seed;
	/** Reads the file now; resolves with what it holds, changed or not. */
	reload(): Promise<SeedChange>;
	/** Ends the watch. */
	close(): void;
}

/** How long a file must be left alone before it is read, in milliseconds: editors write in several steps. */
const SETTLE_MS = 30;

/**
 * Reads a seed and watches its file; `onChange` is told of every edit, good or bad, once.
 *
 * @throws {ChooseError} InvalidSeed, when the file cannot be read or has a mistake to begin with.
 */
export async function openSeedFile(
	file: string,
	onChange: (change: SeedChange) => void,
): Promise<SeedFile> {
	let text: string | undefined = await readSeed(file);
	let seed = parseSeedText(text, file);
	let isClosed = false;

	const readNow = async (): Promise<SeedChange> => {
		const before = text;
		let change: SeedChange;
		try {
			text = undefined;
			text = await readSeed(file);
			change = { ok: true, seed: parseSeedText(text, file) };
			seed = change.seed;
		} catch (error) {
			if (!(error instanceof ChooseError)) throw error;
			change = { ok: false, error };
		}
		if (text !== before && !isClosed) onChange(change);
		return change;
	};
	// One reading after the other, so that the last one counts.
	let reading: Promise<unknown> = Promise.resolve();
	const reload = (): Promise<SeedChange> => {
		const next = reading.then(readNow);
		reading = next.catch(() => undefined);
		return next;
	};

	let timer: NodeJS.Timeout | undefined;
	const name = basename(file);
	// The folder, not the file: many editors replace a file instead of writing to it.
	const watcher = watch(dirname(file), { persistent: false }, (_event, changed) => {
		if (changed !== null && changed !== name) return;
		clearTimeout(timer);
		timer = setTimeout(() => void reload(), SETTLE_MS);
	});
	watcher.on('error', (cause) => onChange({ ok: false, error: unreadable(file, cause) }));
	// For an edit between the reading above and the watch.
	await reload();
	return {
		get seed() {
			return seed;
		},
		reload,
		close() {
			isClosed = true;
			clearTimeout(timer);
			watcher.close();
		},
	};
}

async function readSeed(file: string): Promise<string> {
	try {
		return await readFile(file, 'utf8');
	} catch (cause) {
		throw unreadable(file, cause);
	}
}

function parseSeedText(text: string, file: string): Seed {
	let written: unknown;
	try {
		written = JSON.parse(text);
	} catch (cause) {
		throw new ChooseError(
			{
				name: 'InvalidSeed',
				path: file,
				expected: 'JSON',
				found: cause instanceof Error ? cause.message : String(cause),
				hint: 'Correct the JSON; comments and trailing commas are not part of it.',
			},
			{ cause },
		);
	}
	return parseSeed(written, file);
}

function unreadable(file: string, cause: unknown): ChooseError {
	return new ChooseError(
		{
			name: 'InvalidSeed',
			path: file,
			expected: 'a file that can be read',
			found: cause instanceof Error ? cause.message : String(cause),
			hint: 'Create the seed, or name another one.',
		},
		{ cause },
	);
}

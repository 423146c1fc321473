import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { z } from 'astro/zod';

/** For the owner of the process alone. */
export const PRIVATE_FILE = 0o600;

/** Bytes that are looked at in one go: some hundred lines, and a millisecond. */
const SLICE = 16 * 1024;

/**
 * Appends each value as a line of JSON, all in one write, so that lines of several processes do not mix. A line that was cut off before
 * (the process or the disk had ended) stays alone on its line. Throws what the file system throws.
 */
export async function appendLines(
	file: URL,
	values: readonly unknown[],
	mode = 0o644,
): Promise<void> {
	if (values.length === 0) return;
	const handle = await open(file, 'a+', mode);
	try {
		const { size } = await handle.stat();
		const last = Buffer.alloc(1, '\n');
		if (size > 0) await handle.read(last, 0, 1, size - 1);
		const lines = values.map((value) => `${JSON.stringify(value)}\n`).join('');
		const bytes = Buffer.from(last.toString() === '\n' ? lines : `\n${lines}`);
		const { bytesWritten } = await handle.write(bytes);
		if (bytesWritten < bytes.length) throw new Error('only a part could be written');
	} finally {
		await handle.close();
	}
}

/** The lines of a file that are what the schema describes; none when it cannot be read. */
export function readLines<Schema extends z.ZodType>(file: URL, schema: Schema): z.output<Schema>[] {
	let text: string;
	try {
		text = readFileSync(file, 'utf8');
	} catch {
		return [];
	}
	return text.split('\n').flatMap((line) => parseLine(line, schema));
}

/** Likewise, between other work: however long the file is, it holds nobody up. */
export async function* readLinesBetween<Schema extends z.ZodType>(
	file: URL,
	schema: Schema,
): AsyncGenerator<z.output<Schema>> {
	const handle = await open(file, 'r').catch(() => undefined);
	if (handle === undefined) return;
	try {
		const decoder = new TextDecoder();
		const bytes = Buffer.alloc(SLICE);
		let rest = '';
		for (;;) {
			const { bytesRead } = await handle.read(bytes, 0, SLICE).catch(() => ({ bytesRead: 0 }));
			if (bytesRead === 0) break;
			const text = rest + decoder.decode(bytes.subarray(0, bytesRead), { stream: true });
			const lines = text.split('\n');
			rest = lines.pop() ?? '';
			for (const line of lines) yield* parseLine(line, schema);
		}
		yield* parseLine(rest, schema);
	} finally {
		await handle.close();
	}
}

function parseLine<Schema extends z.ZodType>(line: string, schema: Schema): z.output<Schema>[] {
	if (line === '') return [];
	try {
		const parsed = schema.safeParse(JSON.parse(line));
		return parsed.success ? [parsed.data] : [];
	} catch {
		return [];
	}
}

/** The `time` of the first line, if its line begins with it, in milliseconds since 1970; undefined when there is none. */
export async function firstTimeIn(file: URL): Promise<number | undefined> {
	const handle = await open(file, 'r').catch(() => undefined);
	if (handle === undefined) return undefined;
	try {
		const { buffer, bytesRead } = await handle.read(Buffer.alloc(64), 0, 64, 0);
		const [, text = ''] = /^\{"time":"([^"]+)"/.exec(buffer.toString('utf8', 0, bytesRead)) ?? [];
		const time = Date.parse(text);
		return Number.isNaN(time) ? undefined : time;
	} finally {
		await handle.close();
	}
}

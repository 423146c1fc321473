import {
	closeSync,
	mkdirSync,
	mkdtempSync,
	openSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'astro/zod';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
	readJsonFile,
	watchFile,
	writeJsonFile,
} from '../../../integration/src/store/json-file.js';

let folder: URL;
let file: URL;

beforeEach(() => {
	folder = pathToFileURL(`${mkdtempSync(join(tmpdir(), 'choose-json-'))}/`);
	file = new URL('one.json', folder);
});
afterEach(() => {
	rmSync(folder, { recursive: true, force: true });
});

const schema = z.object({ count: z.number() });

describe('reading a file', () => {
	it.each<[string, string | undefined, unknown]>([
		['what was written', '{"count":1}', { count: 1 }],
		['nothing that the schema does not name', '{"count":1,"more":2}', { count: 1 }],
		['nothing of a missing file', undefined, undefined],
		['nothing of an empty file', '', undefined],
		['nothing of a file that is cut short', '{"count":1', undefined],
		['nothing of another form', '{"count":"1"}', undefined],
		['nothing of bytes that are no text', '\u0000\uFFFD', undefined],
	])('gives %s', (_name, written, read) => {
		if (written !== undefined) writeFileSync(file, written);
		expect(readJsonFile(file, schema)).toEqual(read);
	});

	it('gives nothing of a folder, or of a file below a file', () => {
		mkdirSync(file);
		expect(readJsonFile(file, schema)).toBeUndefined();
		writeFileSync(new URL('two.json', folder), '{"count":1}');
		expect(readJsonFile(new URL('two.json/three.json', folder), schema)).toBeUndefined();
	});
});

describe('writing a file', () => {
	it('makes the folders above it, and leaves nothing else', () => {
		const deep = new URL('a/b/one.json', folder);
		writeJsonFile(deep, { count: 1 });
		expect(readJsonFile(deep, schema)).toEqual({ count: 1 });
		expect(readdirSync(new URL('a/b/', folder))).toEqual(['one.json']);
	});

	it('replaces what was there', () => {
		writeJsonFile(file, { count: 1, name: 'a long value' });
		writeJsonFile(file, { count: 2 });
		expect(readJsonFile(file, z.unknown())).toEqual({ count: 2 });
	});

	it('leaves what was there when a value cannot be written', () => {
		writeJsonFile(file, { count: 1 });
		const circular: Record<string, unknown> = {};
		circular.self = circular;
		expect(() => {
			writeJsonFile(file, circular);
		}).toThrow(TypeError);
		expect(readJsonFile(file, schema)).toEqual({ count: 1 });
	});

	it('says when it is not allowed to', () => {
		writeFileSync(file, '');
		expect(() => {
			writeJsonFile(new URL('one.json/two.json', folder), {});
		}).toThrow(/EEXIST|ENOTDIR/);
	});

	it('leaves the old file whole to those who are reading it', () => {
		writeJsonFile(file, 'old'.repeat(50_000));
		const reader = openSync(file, 'r');
		writeJsonFile(file, 'new');
		expect(readFileSync(reader, 'utf8')).toBe(JSON.stringify('old'.repeat(50_000)));
		closeSync(reader);
		expect(readJsonFile(file, z.string())).toBe('new');
		expect(readdirSync(folder)).toEqual(['one.json']);
	});
});

describe('watching a file', () => {
	beforeEach(() => {
		vi.useFakeTimers();
	});
	afterEach(() => {
		vi.useRealTimers();
	});

	const steps = {
		write: () => {
			writeJsonFile(file, { at: process.hrtime.bigint().toString() });
		},
		remove: () => {
			rmSync(file);
		},
		nothing: () => undefined,
		touch: () => {
			utimesSync(file, 1, 1);
		},
		move: () => {
			renameSync(file, new URL('gone.json', folder));
		},
		overwrite: () => {
			writeFileSync(file, '{"overwritten":true}');
		},
	};
	type Step = keyof typeof steps;

	it.each<[string, readonly Step[], readonly Step[], readonly number[]]>([
		['nothing of what is there at first', ['write'], ['nothing', 'nothing'], [0, 0]],
		['a file that comes to be, once', [], ['write', 'nothing', 'nothing'], [1, 1, 1]],
		['each replacement, once', ['write'], ['write', 'nothing', 'write'], [1, 1, 2]],
		['a file written over in its place', ['write'], ['overwrite', 'nothing'], [1, 1]],
		['its removal, once', ['write'], ['remove', 'nothing', 'nothing'], [1, 1, 1]],
		['that it was moved away', ['write'], ['move', 'nothing'], [1, 1]],
		['that it is there again', ['write'], ['remove', 'write', 'nothing'], [1, 2, 2]],
		['nothing while there is none', [], ['nothing', 'nothing'], [0, 0]],
		['a new time of change', ['write'], ['touch', 'nothing'], [1, 1]],
	])('tells %s', (_name, before, then, told) => {
		for (const step of before) steps[step]();
		const onChange = vi.fn();
		const watching = watchFile(file, onChange);
		const counts = then.map((step) => {
			steps[step]();
			vi.advanceTimersByTime(250);
			return onChange.mock.calls.length;
		});
		watching.stop();
		expect(counts).toEqual(told);
	});

	it('tells at once when asked to look, and not again when the next look is due', () => {
		const onChange = vi.fn();
		const watching = watchFile(file, onChange);
		steps.write();
		watching.look();
		expect(onChange).toHaveBeenCalledTimes(1);
		vi.advanceTimersByTime(1_000);
		expect(onChange).toHaveBeenCalledTimes(1);
		watching.stop();
	});

	it('tells nothing of a file in a folder that cannot be looked into', () => {
		const onChange = vi.fn();
		writeFileSync(file, '');
		const watching = watchFile(new URL('one.json/two.json', folder), onChange);
		vi.advanceTimersByTime(1_000);
		watching.stop();
		expect(onChange).not.toHaveBeenCalled();
	});

	it('tells nothing once it has ended', () => {
		const onChange = vi.fn();
		watchFile(file, onChange).stop();
		steps.write();
		vi.advanceTimersByTime(1_000);
		expect(onChange).not.toHaveBeenCalled();
	});
});

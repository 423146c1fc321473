import { chmodSync, chownSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openPin, readPin, removePin, writePin } from '../../../integration/src/store/pin-file.js';

const SECRET = 'insolvent-customers';
const AT = '2026-01-01T09:00:00.000Z';
const PIN = {
	at: AT,
	snapshots: [
		{
			segment: SECRET,
			device: 'desktop' as const,
			fetchedAt: 1,
			reply: { experiences: {}, groups: {} },
		},
	],
};

let folder: URL;
let file: URL;
beforeEach(() => {
	vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
	folder = pathToFileURL(`${mkdtempSync(join(tmpdir(), 'choose-pin-'))}/`);
	file = new URL('pin.json', folder);
});
afterEach(() => {
	vi.useRealTimers();
	rmSync(folder, { recursive: true, force: true });
});

const damage = () => {
	writeFileSync(file, `{"version":1,"at":"${SECRET}`);
};

function open() {
	const changes: (string | undefined)[] = [];
	const problems: string[] = [];
	const pin = openPin({
		file,
		onChange: (pinned) => changes.push(pinned?.at),
		onProblem: (message) => problems.push(message),
	});
	return { pin, changes, problems, look: () => vi.advanceTimersByTime(1_000) };
}

describe('a pin', () => {
	it('is followed when it comes and when it goes', () => {
		const { pin, changes, problems, look } = open();
		expect(pin.current).toBeUndefined();
		writePin(file, PIN);
		look();
		expect(pin.current).toEqual({ version: 1, ...PIN });
		removePin(file);
		look();
		expect(pin.current).toBeUndefined();
		expect({ changes, problems }).toEqual({ changes: [AT, undefined], problems: [] });
	});

	it('stays when its file is damaged, and that is told once, with nothing of the file', () => {
		writePin(file, PIN);
		const { pin, changes, problems, look } = open();
		damage();
		look();
		look();
		expect(pin.current?.at).toBe(AT);
		expect(changes).toEqual([]);
		expect(problems).toEqual([
			`${fileURLToPath(file)} is damaged: the decisions of ${AT} stay pinned. Run astro-choose pin or unpin as the user of this server.`,
		]);
		expect(problems.join()).not.toContain(SECRET);
	});

	it('that cannot be read at the start is told', () => {
		damage();
		const { pin, problems } = open();
		expect(pin.current).toBeUndefined();
		expect(problems).toEqual([expect.stringContaining('is damaged: nothing is pinned')]);
	});

	it('is read again when its owner or mode has changed', () => {
		writePin(file, PIN);
		const { changes, look } = open();
		chmodSync(file, 0o640);
		look();
		expect(changes).toEqual([AT]);
	});
});

describe('a file of a pin', () => {
	it.each([
		['nothing', undefined, { kind: 'missing' }],
		['cut short', '{"version":1,"at":"2026', { kind: 'unreadable', why: 'is damaged' }],
		[
			'of another version',
			'{"version":2,"at":"2026-01-01T00:00:00Z","snapshots":[]}',
			{ kind: 'unreadable', why: 'is damaged' },
		],
	])('%s', (_what, written, reading) => {
		if (written !== undefined) writeFileSync(file, written);
		expect(readPin(file)).toEqual(reading);
	});

	it('that the file system does not give', () => {
		expect(readPin(folder)).toEqual({ kind: 'unreadable', why: 'cannot be read (EISDIR)' });
	});

	it.skipIf(process.getuid?.() !== 0)(
		'belongs to the owner of the folder, and to nobody else',
		() => {
			chownSync(folder, 4321, 4322);
			writePin(file, PIN);
			const { uid, gid, mode } = statSync(file);
			expect({ uid, gid, mode: mode & 0o777 }).toEqual({ uid: 4321, gid: 4322, mode: 0o600 });
		},
	);
});

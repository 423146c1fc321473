import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createSeenSegments } from '../../../integration/src/store/seen-segments.js';

const IDLE = 900_000;
const SUBJECT = { segment: 'pro', device: 'desktop', key: 'pro/desktop' } as const;
let folder: URL;
const started: { stop(): void }[] = [];

beforeEach(() => {
	vi.useFakeTimers({ now: 1e12 });
	folder = pathToFileURL(`${mkdtempSync(join(tmpdir(), 'choose-seen-'))}/seen/`);
});
afterEach(() => {
	for (const one of started.splice(0)) one.stop();
	vi.useRealTimers();
	rmSync(new URL('../', folder), { recursive: true, force: true });
});

function startProcess(own: { at?: number } = {}) {
	const seen = createSeenSegments({ folder, idle: IDLE, now: Date.now });
	seen.start(() => own.at, [SUBJECT]);
	started.push(seen);
	return { own, seen, lastSeen: () => seen.lastSeen('pro', 'desktop') };
}

it('tells every process within seconds what one has seen', () => {
	const [first, second] = [startProcess(), startProcess()];
	first.own.at = Date.now();
	const at = first.own.at;
	expect([first.lastSeen(), second.lastSeen()]).toEqual([at, undefined]);
	vi.advanceTimersByTime(6_000);
	expect([first.lastSeen(), second.lastSeen()]).toEqual([at, at]);
});

it('gives the latest that any has seen', () => {
	const [first, second] = [startProcess({ at: 1e12 - 5 }), startProcess({ at: 1e12 - 3 })];
	vi.advanceTimersByTime(6_000);
	expect([first.lastSeen(), second.lastSeen()]).toEqual([1e12 - 3, 1e12 - 3]);
});

it('writes nothing for a visitor more', () => {
	const { own } = startProcess({ at: Date.now() });
	const [name = ''] = readdirSync(folder);
	rmSync(new URL(name, folder));
	own.at = Date.now() + 60_000;
	vi.advanceTimersByTime(3_000);
	expect(readdirSync(folder)).toEqual([]);
	own.at = Date.now() + 100_000;
	vi.advanceTimersByTime(3_000);
	expect(readdirSync(folder)).toHaveLength(1);
});

it('outlives the process, and is forgotten when it says nothing any more', () => {
	startProcess({ at: Date.now() }).seen.stop();
	const { lastSeen } = startProcess();
	expect(lastSeen()).toBe(1e12);
	vi.advanceTimersByTime(IDLE + 3_000);
	expect(readdirSync(folder)).toEqual([]);
});

it('knows what the process itself has seen where no file can be written', () => {
	folder = new URL('file:///proc/no/such/seen/');
	const { lastSeen } = startProcess({ at: 5 });
	expect(lastSeen()).toBe(5);
});

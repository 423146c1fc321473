import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SwitchedOff } from '../../../integration/src/decisions/decision-table.js';
import {
	listed,
	openSwitches,
	type Switches,
	type SwitchesOptions,
} from '../../../integration/src/store/switches.js';

const ALL = { all: true } as const;

let folder: string;
let path: string;
const open: Switches[] = [];
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'choose-switches-'));
	path = join(folder, 'switches.json');
});
afterEach(async () => {
	for (const switches of open.splice(0)) switches.stop();
	await rm(folder, { recursive: true });
});

function start(options: Partial<SwitchesOptions> = {}) {
	const problems: string[] = [];
	const changes: ReturnType<typeof listed>[] = [];
	const waiting: (() => void)[] = [];
	const switches = openSwitches({
		file: pathToFileURL(path),
		disabled: false,
		now: () => 1,
		onChange: (current: SwitchedOff) => {
			changes.push(listed(current));
			for (const resolve of waiting.splice(0)) resolve();
		},
		onProblem: (message) => {
			problems.push(message);
			for (const resolve of waiting.splice(0)) resolve();
		},
		...options,
	});
	open.push(switches);
	/** Resolves with the next change or problem. */
	const next = () => new Promise<void>((resolve) => waiting.push(resolve));
	return { switches, problems, changes, next };
}

it('begins with nothing off', () => {
	const { switches, problems } = start();
	expect(listed(switches.current)).toEqual([]);
	expect(problems).toEqual([]);
});

it.each([
	[
		[{ name: 'b' }, { name: 'a' }],
		['a', 'b'],
	],
	[[{ name: 'a' }, { name: 'a' }], ['a']],
	[[ALL], 'all'],
	[[{ name: 'a' }, ALL], 'all'],
	[[ALL, { name: 'a' }], 'all'],
])('switching off %j leaves %j off, also after a restart', (targets, expected) => {
	const { switches } = start();
	const outcomes = targets.map((target) => switches.set(target, true));
	expect(outcomes.at(-1)).toEqual({ kind: 'switched', off: expected, scope: 'machine' });
	expect(listed(switches.current)).toEqual(expected);
	expect(listed(start().switches.current)).toEqual(expected);
});

it('switches on one, and all', () => {
	const { switches, changes } = start();
	switches.set({ name: 'a' }, true);
	switches.set({ name: 'b' }, true);
	expect(switches.set({ name: 'a' }, false)).toMatchObject({ off: ['b'] });
	expect(switches.set(ALL, false)).toMatchObject({ off: [] });
	expect(changes).toEqual([['a'], ['a', 'b'], ['b'], []]);
});

it('one cannot be on while all are off', () => {
	const { switches } = start();
	switches.set(ALL, true);
	expect(switches.set({ name: 'a' }, false)).toEqual({ kind: 'refused', why: 'all-off' });
	expect(switches.current).toBe('all');
});

describe('the processes of a machine', () => {
	it('follow each other', async () => {
		const one = start();
		const other = start();
		const followed = other.next();
		one.switches.set({ name: 'a' }, true);
		await followed;
		expect(other.changes).toEqual([['a']]);
		expect(listed(other.switches.current)).toEqual(['a']);
	});

	it('add to what another has just switched', () => {
		const one = start();
		const other = start();
		one.switches.set({ name: 'a' }, true);
		expect(other.switches.set({ name: 'b' }, true)).toMatchObject({ off: ['a', 'b'] });
	});

	it('are on again when the file is removed', async () => {
		const { switches, next, changes } = start();
		switches.set(ALL, true);
		const changed = next();
		await rm(path);
		await changed;
		expect(changes).toEqual(['all', []]);
	});
});

describe('a file that is damaged', () => {
	it.each([
		'',
		'not JSON',
		'{}',
		'{"version":2,"off":"all","at":1}',
		'{"version":1,"off":[1],"at":1}',
	])('%j: nothing is off, said once; the next switch writes it anew', async (content) => {
		await writeFile(path, content);
		const { switches, problems } = start();
		expect(listed(switches.current)).toEqual([]);
		expect(problems).toEqual([expect.stringContaining(path)]);
		switches.set({ name: 'a' }, true);
		expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ version: 1, off: ['a'], at: 1 });
		expect(problems).toHaveLength(1);
	});

	it('while the server runs: what is off stays off', async () => {
		const { switches, problems, next } = start();
		switches.set({ name: 'a' }, true);
		const told = next();
		await writeFile(path, '{');
		await told;
		expect(listed(switches.current)).toEqual(['a']);
		expect(problems).toEqual([expect.stringContaining('a stays off')]);
	});
});

describe('where the file cannot be written', () => {
	it('the switch reaches this process only', async () => {
		await mkdir(path);
		const { switches, problems } = start();
		const outcome = switches.set({ name: 'a' }, true);
		expect(outcome).toEqual({ kind: 'switched', off: ['a'], scope: 'process' });
		expect(listed(switches.current)).toEqual(['a']);
		expect(problems.at(-1)).toContain('cannot be written');
	});

	it('and where there is no state folder', () => {
		const { switches } = start({ file: undefined });
		expect(switches.set(ALL, true)).toEqual({ kind: 'switched', off: 'all', scope: 'process' });
	});
});

describe('CHOOSE_DISABLED=1', () => {
	it('all is off, and stays so', () => {
		const { switches, changes } = start({ disabled: true });
		expect(switches.current).toBe('all');
		expect(switches.set(ALL, false)).toEqual({ kind: 'refused', why: 'disabled' });
		expect(switches.set({ name: 'a' }, false)).toEqual({ kind: 'refused', why: 'disabled' });
		expect(switches.current).toBe('all');
		expect(changes).toEqual([]);
	});

	it('the file is for the other processes', () => {
		const { switches } = start({ disabled: true });
		expect(switches.set({ name: 'a' }, true)).toMatchObject({ off: 'all', scope: 'machine' });
		expect(listed(start().switches.current)).toEqual(['a']);
	});
});

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Linux counts a process's time in hundredths of a second (`getconf CLK_TCK`). */
const TICKS_PER_SECOND = 100;

/** Seconds of processor time that a process and its threads have used so far. */
export function processorSeconds(pid: number): number {
	const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
	// The name, in brackets, may hold blanks; the fields after it do not.
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	const [user, system] = [fields[11], fields[12]].map(Number);
	return ((user ?? Number.NaN) + (system ?? Number.NaN)) / TICKS_PER_SECOND;
}

/** The processes that a process has started, those of a name only if one is given. */
export function childrenOf(pid: number, name?: string): readonly number[] {
	const { stdout } = spawnSync('ps', ['--ppid', String(pid), '-o', 'pid=,comm='], {
		encoding: 'utf8',
	});
	return stdout
		.split('\n')
		.map((line) => line.trim().split(/\s+/))
		.filter(([one, command]) => Number(one) > 0 && (name === undefined || command === name))
		.map(([one]) => Number(one));
}

/** Keeps a process, all its threads and those that it has started on one core, where the machine can do that. */
export function pinProcess(pid: number, core: number): void {
	for (const one of [pid, ...childrenOf(pid)]) {
		spawnSync('taskset', ['--all-tasks', '--cpu-list', '--pid', String(core), String(one)]);
	}
}

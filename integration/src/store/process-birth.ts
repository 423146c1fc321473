import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * What the number of a process is the number of: two containers of one name each have numbers of their own, and so has a machine after
 * each start. Undefined: nobody can tell.
 */
export function readNumbering(): string | undefined {
	// Elsewhere a machine has one numbering.
	if (process.platform !== 'linux') return hostname();
	try {
		const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
		return `${hostname()} ${boot} ${readlinkSync('/proc/self/ns/pid')}`;
	} catch {
		return undefined;
	}
}

/** When the process that has a number now began, in ticks since the machine did; undefined: there is none, or nobody can tell. */
export function birthOf(pid: number): string | undefined {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		// Behind the name, which may contain anything, from the third field on.
		return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
	} catch {
		return undefined;
	}
}

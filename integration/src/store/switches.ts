import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'astro/zod';
import type { SwitchedOff } from '../decisions/decision-table.js';
import { readJsonFile, watchFile, writeJsonFile } from './json-file.js';

const VERSION = 1;

const fileSchema = z.object({
	version: z.literal(VERSION),
	off: z.union([z.literal('all'), z.array(z.string())]),
	/** Milliseconds since 1970. */
	at: z.number(),
});

/** Everything, or one experience or group. */
export type SwitchTarget = { readonly all: true } | { readonly name: string };

export type SwitchOutcome =
	| {
			readonly kind: 'switched';
			/** What is off now. */
			readonly off: 'all' | readonly string[];
			/** `machine`: every process that shares the file follows; `process`: the file could not be written. */
			readonly scope: 'process' | 'machine';
	  }
	/** `disabled`: this process was started so; `all-off`: one cannot be on while all are off. */
	| { readonly kind: 'refused'; readonly why: 'disabled' | 'all-off' };

/** What is switched off: kept in a file, so that it survives a restart and the processes of a machine agree. */
export interface Switches {
	readonly current: SwitchedOff;
	/** Never throws. */
	set(target: SwitchTarget, off: boolean): SwitchOutcome;
	stop(): void;
}

export interface SwitchesOptions {
	/** Undefined: there is no state folder, and this process stands alone. */
	readonly file: URL | undefined;
	/** `CHOOSE_DISABLED=1`: all is off in this process, whatever the file says. */
	readonly disabled: boolean;
	readonly now: () => number;
	/** Told of every change after the start, by whichever process. Must not throw. */
	readonly onChange: (current: SwitchedOff) => void;
	readonly onProblem: (message: string) => void;
}

export function openSwitches(options: SwitchesOptions): Switches {
	const { file, disabled, now, onChange, onProblem } = options;
	let kept: SwitchedOff = new Set();
	const present = (): SwitchedOff => (disabled ? 'all' : kept);

	const adopt = (next: SwitchedOff) => {
		if (isSame(kept, next)) return;
		kept = next;
		if (!disabled) onChange(next);
	};
	const read = (): SwitchedOff => {
		if (file === undefined || !existsSync(file)) return new Set();
		const written = readJsonFile(file, fileSchema);
		if (written !== undefined) return written.off === 'all' ? 'all' : new Set(written.off);
		onProblem(
			`${fileURLToPath(file)} is damaged: ${describe(kept)} stays off. Switch something off or on again to write it anew.`,
		);
		return kept;
	};
	// Watched first, so that nothing written in between is missed.
	const watching = file === undefined ? undefined : watchFile(file, () => adopt(read()));
	kept = read();

	return {
		get current() {
			return present();
		},
		set(target, off) {
			watching?.look();
			const isAll = 'all' in target;
			if (!off && disabled) return { kind: 'refused', why: 'disabled' };
			if (!off && !isAll && kept === 'all') return { kind: 'refused', why: 'all-off' };
			const next = isAll ? (off ? 'all' : new Set<string>()) : withName(kept, target.name, off);
			let scope: 'process' | 'machine' = 'process';
			if (file !== undefined) {
				try {
					writeJsonFile(file, { version: VERSION, off: listed(next), at: now() });
					scope = 'machine';
					watching?.look();
				} catch {
					onProblem(`${fileURLToPath(file)} cannot be written: other processes do not follow.`);
				}
			}
			adopt(next);
			return { kind: 'switched', off: listed(present()), scope };
		},
		stop() {
			watching?.stop();
		},
	};
}

function withName(before: SwitchedOff, name: string, off: boolean): SwitchedOff {
	if (before === 'all') return before;
	const names = new Set(before);
	if (off) names.add(name);
	else names.delete(name);
	return names;
}

/** What is off, as it is written and answered. */
export function listed(off: SwitchedOff): 'all' | readonly string[] {
	return off === 'all' ? off : [...off].sort();
}

function isSame(a: SwitchedOff, b: SwitchedOff): boolean {
	if (a === 'all' || b === 'all') return a === b;
	return a.size === b.size && [...a].every((name) => b.has(name));
}

function describe(off: SwitchedOff): string {
	if (off === 'all') return 'everything';
	return off.size === 0 ? 'nothing' : listed(off).toString();
}

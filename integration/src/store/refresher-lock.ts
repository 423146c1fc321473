import { randomUUID } from 'node:crypto';
import {
	closeSync,
	mkdirSync,
	openSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'astro/zod';
import type { RefresherLock } from '../decisions/refresh/share-types.js';
import { birthOf, readNumbering } from './process-birth.js';

/** Milliseconds between two signs of life of a holder, and between two looks of those who wait. */
const HEARTBEAT = 1_000;
/**
 * Without a sign of life for as long, a holder is taken for dead whose process has gone, as far as one can tell; and one of which nothing
 * is known.
 */
const DEAD_AFTER = 2_500;
const LOST_AFTER = 15_000;

const ownerSchema = z.object({
	token: z.string(),
	pid: z.number().int(),
	host: z.string(),
	/** What tells whether it runs, where that can be told for certain. */
	numbering: z.string().optional(),
	birth: z.string().optional(),
});

interface Found {
	/** Undefined: the file cannot be read, or is not written yet. */
	readonly owner: z.output<typeof ownerSchema> | undefined;
	/** Of the last sign of life, in milliseconds since 1970. */
	readonly aliveAt: number;
}

export interface LockOptions {
	/** Where there is none that can be written, every process acts for itself. */
	readonly file: URL;
	readonly now: () => number;
}

/**
 * A lock that one process of a machine holds at a time: a file with who holds it, touched once a second. A dead holder is followed by
 * exactly one other: whoever creates the file that claims its succession first. A holder that was taken for dead notices it, and
 * leaves the lock to the other.
 */
export function createRefresherLock({ file, now }: LockOptions): RefresherLock {
	const own: Owner = {
		token: randomUUID(),
		pid: process.pid,
		host: hostname(),
		numbering: readNumbering(),
		birth: birthOf(process.pid),
	};
	let isHeld = false;
	let timer: NodeJS.Timeout | undefined;

	const tick = () => {
		try {
			isHeld = isHeld ? keep(file, own, now) : acquire(file, own, now);
		} catch {
			// The folder cannot be written: there is nobody to share with.
			isHeld = true;
		}
	};

	const release = () => {
		if (isHeld && look(file)?.owner?.token === own.token) rmSync(file, { force: true });
	};
	const onExit = () => {
		try {
			release();
		} catch {
			// Whoever comes next sees that this process has gone.
		}
	};

	return {
		get isHeld() {
			return isHeld;
		},
		start(onChange) {
			process.once('exit', onExit);
			tick();
			timer = setInterval(() => {
				const wasHeld = isHeld;
				tick();
				if (isHeld !== wasHeld) onChange();
			}, HEARTBEAT).unref();
		},
		stop() {
			clearInterval(timer);
			process.removeListener('exit', onExit);
			release();
			isHeld = false;
		},
	};
}

type Owner = z.output<typeof ownerSchema>;

function keep(file: URL, own: Owner, now: () => number): boolean {
	const found = look(file);
	if (found === undefined) return acquire(file, own, now);
	if (found.owner?.token !== own.token) return false;
	utimesSync(file, now() / 1_000, now() / 1_000);
	return true;
}

function acquire(file: URL, own: Owner, now: () => number): boolean {
	const found = look(file);
	if (found === undefined) {
		mkdirSync(new URL('./', file), { recursive: true });
		return create(file, own);
	}
	return isDead(found, own, now()) && succeed(file, found, own, now);
}

/** The right to follow one holder is given once: to whoever creates the file named after it. */
function succeed(file: URL, dead: Found, own: Owner, now: () => number): boolean {
	const claim = new URL(`${file.href}.after-${dead.owner?.token ?? 'unknown'}`);
	if (!create(claim, own)) {
		const other = look(claim);
		// Whoever claimed it died before taking it.
		if (other !== undefined && isDead(other, own, now())) rmSync(claim, { force: true });
		return false;
	}
	try {
		const found = look(file);
		// Somebody followed, and removed the claim, between our looking and our claiming.
		if (found?.owner?.token !== dead.owner?.token) return false;
		const next = new URL(`${file.href}.${own.token}`);
		writeFileSync(next, JSON.stringify(own));
		renameSync(next, file);
		return true;
	} finally {
		rmSync(claim, { force: true });
	}
}

function create(file: URL, own: Owner): boolean {
	let descriptor: number;
	try {
		descriptor = openSync(file, 'wx');
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
		throw error;
	}
	try {
		writeFileSync(descriptor, JSON.stringify(own));
		return true;
	} finally {
		closeSync(descriptor);
	}
}

function look(file: URL): Found | undefined {
	const stats = statSync(file, { throwIfNoEntry: false });
	if (stats === undefined) return undefined;
	return { owner: readOwner(file), aliveAt: stats.mtimeMs };
}

function readOwner(file: URL): Owner | undefined {
	try {
		return ownerSchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
	} catch {
		return undefined;
	}
}

function isDead({ owner, aliveAt }: Found, own: Owner, now: number): boolean {
	if (owner !== undefined && hasGone(owner, own)) return true;
	// Of a clock that was set back nothing is concluded but that time has passed.
	const silence = Math.abs(now - aliveAt);
	if (silence <= DEAD_AFTER) return false;
	return silence > LOST_AFTER || (owner?.host === own.host && !isRunning(owner.pid, aliveAt, now));
}

/** Whether it is certain that a process has ended, also if another has its number now. */
function hasGone({ pid, numbering, birth }: Owner, own: Owner): boolean {
	if (numbering === undefined || numbering !== own.numbering) return false;
	return !exists(pid) || (birth !== undefined && birthOf(pid) !== birth);
}

/** Whether a process may be the one that gave the sign of life. */
function isRunning(pid: number, aliveAt: number, now: number): boolean {
	// In a container every server has the same number as the one before it.
	if (pid === process.pid) return aliveAt >= now - process.uptime() * 1_000;
	return exists(pid);
}

function exists(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
	}
}

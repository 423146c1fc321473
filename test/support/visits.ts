import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import { ask, type Answer } from './ask.js';

/**
 * Longer than this, in milliseconds, no visitor waits for a page: far less than Choose is made to take, and far more than a busy machine
 * takes to answer.
 */
const PATIENCE = 2_000;
const PAUSE = 20;

export interface Visit extends Answer {
	readonly path: string;
	readonly ms: number;
}

/** A visitor who asks for one page after the other, again and again. */
export interface Visitor {
	/** Everything so far, oldest first. */
	readonly visits: readonly Visit[];
	/** Waits until one more answer has come to each page than there were. */
	seesAll(): Promise<void>;
	/** Goes away, and checks that every answer was a page, and came at once. */
	leave(): Promise<readonly Visit[]>;
}

export function sendVisitor(
	url: string,
	paths: readonly string[],
	headers?: Readonly<Record<string, string>>,
): Visitor {
	const visits: Visit[] = [];
	let isHere = true;
	const walk = async () => {
		while (isHere) {
			for (const path of paths) {
				const start = performance.now();
				const answer = await ask(url, path, { headers });
				visits.push({ ...answer, path, ms: performance.now() - start });
			}
			await delay(PAUSE);
		}
	};
	const walking = walk();
	// Told by leave().
	walking.catch(() => undefined);
	return {
		visits,
		async seesAll() {
			const target = visits.length + 2 * paths.length;
			await Promise.race([
				expect.poll(() => visits.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(target),
				walking,
			]);
		},
		async leave() {
			isHere = false;
			await walking;
			const bad = visits.filter(({ status, ms }) => status !== 200 || ms > PATIENCE);
			expect(bad.map(({ path, status, ms }) => `${path} ${status} after ${ms} ms`)).toEqual([]);
			return visits;
		},
	};
}

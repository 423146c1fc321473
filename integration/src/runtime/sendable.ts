import type { Outcome } from '../variants/reads.js';

const CLONED: readonly unknown[] = [Object.prototype, Array.prototype, Date.prototype, null];

/** The experience or group whose payload would be another value in a thread: it holds a function, or an object of a class. */
export function findUnsendable({ decisions }: Outcome): string | undefined {
	const { experiences, groups } = decisions;
	const unsendable = [
		...[...experiences].filter(([, { payload }]) => !isSendable(payload)),
		...[...groups].filter(([, { entries }]) => !isSendable(entries)),
	];
	return unsendable[0]?.[0];
}

const sendable = new WeakSet();

function isSendable(value: unknown): boolean {
	if (typeof value === 'function' || typeof value === 'symbol') return false;
	if (typeof value !== 'object' || value === null || sendable.has(value)) return true;
	if (!CLONED.includes(Reflect.getPrototypeOf(value))) return false;
	if (!Object.values(value).every(isSendable)) return false;
	sendable.add(value);
	return true;
}

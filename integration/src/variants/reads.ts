import { partIn, type MaybeByLocale } from '../decisions/by-locale.js';
import type { Decisions } from '../decisions/decision-types.js';
import type { Device } from '../types.js';

/** Something a rendering read, and what it saw there: a payload's digest, or the device. */
export interface Read {
	readonly kind: 'experience' | 'group' | 'device';
	/** Empty for the device. */
	readonly name: string;
	/** In which locale; undefined: it is the same in all. */
	readonly locale?: string | undefined;
	readonly value: string;
}

/** What is read, without what was seen. */
export type ReadName = Omit<Read, 'value'>;

/** Two reads are of the same thing when their keys are equal. */
export function keyOfRead({ kind, name, locale }: ReadName): string {
	return `${kind}/${name}/${locale ?? ''}`;
}

/** What one rendering read, each thing once, in order. */
export interface ReadLog {
	readonly reads: readonly Read[];
	record(read: Read): void;
}

export function createReadLog(): ReadLog {
	const reads = new Map<string, Read>();
	return {
		get reads() {
			return [...reads.values()];
		},
		record(read) {
			const key = keyOfRead(read);
			if (!reads.has(key)) reads.set(key, read);
		},
	};
}

/** What a visitor would be shown: an audience's decisions on its device. */
export interface Outcome {
	readonly decisions: Decisions;
	readonly device: Device;
}

/** What a read sees under an outcome; undefined when the thing is not declared (any more). */
export function valueOfRead({ decisions, device }: Outcome, read: ReadName): string | undefined {
	switch (read.kind) {
		case 'experience':
			return digestIn(decisions.experiences.get(read.name), read.locale);
		case 'group':
			return digestIn(decisions.groups.get(read.name), read.locale);
		case 'device':
			return device;
	}
}

function digestIn(
	decided: MaybeByLocale<{ readonly digest: string }> | undefined,
	locale: string | undefined,
): string | undefined {
	return decided && partIn(decided, locale)?.digest;
}

import type { Decisions } from '../decisions/decision-types.js';
import type { Device } from '../types.js';

/** Something a rendering read, and what it saw there: a payload's digest, or the device. */
export interface Read {
	readonly kind: 'experience' | 'group' | 'device';
	/** Empty for the device. */
	readonly name: string;
	readonly value: string;
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
			const key = `${read.kind}/${read.name}`;
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
export function valueOfRead(
	{ decisions, device }: Outcome,
	read: Omit<Read, 'value'>,
): string | undefined {
	switch (read.kind) {
		case 'experience':
			return decisions.experiences.get(read.name)?.digest;
		case 'group':
			return decisions.groups.get(read.name)?.digest;
		case 'device':
			return device;
	}
}

import type { Ask, AskDevice, Evaluation, History, Identity } from './assignment.js';

/** One time that an identity was shown an experience. */
export interface Exposure {
	readonly identity: Identity;
	readonly experience: string;
	/** The place of the variant in the seed. */
	readonly variant: number;
	readonly device: AskDevice | undefined;
	readonly sessionId: string;
	/** ISO 8601. */
	readonly at: string;
}

/** The variant that is stored for an identity. */
export interface Assignment {
	readonly identity: Identity;
	readonly experience: string;
	/** The place of the variant in the seed. */
	readonly variant: number;
}

/** What the emulator remembers, in memory, until it is reset or ends. A new seed leaves it as it is. */
export interface Ledger extends History {
	/** `now`: epoch milliseconds. */
	record(ask: Ask, evaluations: readonly Evaluation[], now: number): void;
	/** Oldest first. */
	exposures(): readonly Exposure[];
	assignments(): readonly Assignment[];
	reset(): void;
}

export function createLedger(): Ledger {
	const assigned = new Map<string, Assignment>();
	const exposed: Exposure[] = [];
	const shown = new Set<string>();
	return {
		drawn: (identity, experience) => assigned.get(keyOf(identity, experience))?.variant,
		isExposed: (identity, experience, sessionId) =>
			shown.has(keyOf(identity, experience, sessionId)),
		record({ identity, device, sessionId }, evaluations, now) {
			const at = new Date(now).toISOString();
			for (const { experience: evaluated, index: variant } of evaluations) {
				const experience = evaluated.name;
				assigned.set(keyOf(identity, experience), { identity, experience, variant });
				shown.add(keyOf(identity, experience)).add(keyOf(identity, experience, sessionId));
				exposed.push({ identity, experience, variant, device, sessionId, at });
			}
		},
		exposures: () => exposed,
		assignments: () => [...assigned.values()],
		reset() {
			assigned.clear();
			shown.clear();
			exposed.length = 0;
		},
	};
}

function keyOf(identity: Identity, ...rest: readonly (string | undefined)[]): string {
	const who = 'userId' in identity ? [identity.userId] : [identity.sourceId, identity.profileId];
	return JSON.stringify([who, ...rest.filter((part) => part !== undefined)]);
}

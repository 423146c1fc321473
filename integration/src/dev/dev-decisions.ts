import type { Audience } from '../audience/audience.js';
import type { ChooseClient } from '../choose/choose-types.js';
import { createDecisionTable } from '../decisions/decision-table.js';
import type { Decisions } from '../decisions/decision-types.js';
import { createQuestion } from '../decisions/question.js';
import { snapshotKey, type Snapshot } from '../decisions/snapshot.js';
import type { ChooseDefinition, Segment } from '../definition/definition-types.js';
import type { Device } from '../types.js';

/** The decisions of `astro dev`: asked for when a page first needs them, then kept as the built site keeps them. */
export interface DevDecisions {
	/** Those of an audience; its defaults where Choose cannot be asked. Never rejects. */
	of(audience: Audience): Promise<Decisions>;
	/** Forgets everything: the seed has changed. */
	forget(): void;
}

export interface DevDecisionsOptions {
	readonly definition: ChooseDefinition;
	readonly client: ChooseClient;
	/** Milliseconds a decision is kept. */
	readonly maxAge: number;
	readonly now: () => number;
	readonly onProblem: (message: string) => void;
}

/** Milliseconds until a failed call is tried again: one page asks for many things. */
const RETRY_AFTER = 5_000;

interface Kept {
	readonly asked: Promise<Snapshot | undefined>;
	/** Milliseconds since 1970. */
	readonly until: number;
}

export function createDevDecisions(options: DevDecisionsOptions): DevDecisions {
	const { definition, client, maxAge, now, onProblem } = options;
	const kept = new Map<string, Kept>();

	const ask = async (segment: Segment, device: Device): Promise<Snapshot | undefined> => {
		const key = snapshotKey(segment.name, device);
		const fetchedAt = now();
		const identity = segment.profiles[0];
		const asked = client.choose(createQuestion(definition, device, identity)).then(
			(reply): Snapshot => ({ segment: segment.name, device, fetchedAt, reply }),
			(error: unknown) => {
				onProblem(`${error instanceof Error ? error.message : String(error)} Defaults are shown.`);
				const failed = kept.get(key);
				if (failed?.asked === asked) kept.set(key, { ...failed, until: now() + RETRY_AFTER });
				return undefined;
			},
		);
		kept.set(key, { until: fetchedAt + maxAge, asked });
		return asked;
	};

	const snapshotOf = (segment: Segment, device: Device) => {
		const known = kept.get(snapshotKey(segment.name, device));
		return known !== undefined && now() < known.until ? known.asked : ask(segment, device);
	};

	return {
		async of(audience) {
			const asked = await Promise.all(
				audience.segments.map((segment) => snapshotOf(segment, audience.device)),
			);
			const snapshots = asked.filter((snapshot) => snapshot !== undefined);
			return createDecisionTable(definition, snapshots, ({ experience, path, expected, found }) => {
				onProblem(
					`a payload of ${experience} was refused${path && ` at ${path}`}: expected ${expected}, found ${found}. Its default is shown.`,
				);
			}).ofAudience(audience);
		},
		forget() {
			kept.clear();
		},
	};
}

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

export function createDevDecisions(options: DevDecisionsOptions): DevDecisions {
	const { definition, client, maxAge, now, onProblem } = options;
	const kept = new Map<
		string,
		{ readonly at: number; readonly asked: Promise<Snapshot | undefined> }
	>();

	const ask = async (segment: Segment, device: Device): Promise<Snapshot | undefined> => {
		const fetchedAt = now();
		try {
			const reply = await client.choose(createQuestion(definition, device, segment.profiles[0]));
			return { segment: segment.name, device, fetchedAt, reply };
		} catch (error) {
			onProblem(`${error instanceof Error ? error.message : String(error)} Defaults are shown.`);
			kept.delete(snapshotKey(segment.name, device));
			return undefined;
		}
	};

	const snapshotOf = (segment: Segment, device: Device) => {
		const key = snapshotKey(segment.name, device);
		const known = kept.get(key);
		if (known !== undefined && now() - known.at < maxAge) return known.asked;
		const asked = ask(segment, device);
		kept.set(key, { at: now(), asked });
		return asked;
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

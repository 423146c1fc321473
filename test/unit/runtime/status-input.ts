import { createDecisionTable } from '../../../integration/src/decisions/decision-table.js';
import type { ChooseDefinition } from '../../../integration/src/definition/definition-types.js';
import type { StatusInput } from '../../../integration/src/runtime/describe-status.js';

/** The state of a site that has done nothing yet, at the beginning of 2026. */
export function idleStatusInput(definition: ChooseDefinition): StatusInput {
	const table = createDecisionTable(definition, [], () => undefined);
	return {
		definition,
		shownTo: (audience) => ({ decisions: table.ofAudience(audience), since: undefined }),
		snapshots: [],
		pages: [],
		refresher: {
			role: 'off',
			breaker: 'closed',
			pausedUntil: undefined,
			calls: { made: 0, failed: 0 },
			segments: [],
			lastProblem: undefined,
		},
		off: new Set(),
		disabled: false,
		pinnedTo: undefined,
		build: 'build-1',
		store: { prerendered: 0, live: { variants: 0, memory: 0, disk: 0 } },
		counters: {
			liveRenders: 0,
			failedRenders: 0,
			defaultsInPlace: 0,
			staleAnswers: 0,
			fallbackUses: 0,
		},
		now: Date.UTC(2026, 0, 1),
		process: { pid: 1, uptimeSeconds: 0 },
	};
}

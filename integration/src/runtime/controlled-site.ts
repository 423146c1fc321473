import type { Refresher } from '../decisions/refresher-types.js';
import { DEVICES } from '../constants.js';
import type { DecisionTable } from '../decisions/decision-table.js';
import type { ChooseDefinition } from '../definition/definition-types.js';
import type { Switches } from '../store/switches.js';
import type { ControlledSite } from './control-types.js';
import type { Epochs } from './epochs.js';
import type { SiteStatus } from './status-types.js';

export interface ControlledSiteOptions {
	readonly definition: ChooseDefinition;
	readonly refresher: Pick<Refresher, 'refresh'>;
	readonly switches: Pick<Switches, 'set'>;
	readonly epochs: Pick<Epochs, 'current' | 'hurry'>;
	/** Shows what is decided now; resolves when it is shown. */
	readonly showPresent: () => Promise<void>;
	/** Whether other processes of the machine follow. */
	readonly isShared: boolean;
	readonly status: () => Promise<SiteStatus>;
}

/** Milliseconds that a push waits for pages: who pushes wants to see it. Those that are missing are rendered when they are asked for. */
const LONGEST_PREPARATION = 500;

/** The running site as the control endpoints see it. */
export function createControlledSite(options: ControlledSiteOptions): ControlledSite {
	const { definition, refresher, switches, epochs, showPresent, isShared, status } = options;
	const names = [...Object.keys(definition.experiences), ...Object.keys(definition.groups)];
	return {
		names,
		async refresh(only) {
			const before = epochs.current.table;
			const { asked, failed, problems } = await refresher.refresh(only);
			const shown = showPresent();
			epochs.hurry(LONGEST_PREPARATION);
			await shown;
			const changed = changedNames(definition, before, epochs.current.table);
			const scope = isShared ? 'machine' : 'process';
			return { asked, failed, problems: [...problems], changed, scope };
		},
		setOff: (what, off) => switches.set(what, off),
		status,
	};
}

/** The experiences and groups of which a segment that is not private is shown something else. */
function changedNames(
	{ segments }: ChooseDefinition,
	before: DecisionTable,
	after: DecisionTable,
): string[] {
	const changed = new Set<string>();
	for (const { name } of segments.filter((segment) => !segment.private)) {
		for (const device of DEVICES) {
			const [old, present] = [before.ofSegment(name, device), after.ofSegment(name, device)];
			for (const kind of ['experiences', 'groups'] as const) {
				for (const [one, { digest }] of present[kind]) {
					if (old[kind].get(one)?.digest !== digest) changed.add(one);
				}
			}
		}
	}
	return [...changed].sort();
}

import type { ChooseClient } from '../choose/choose-types.js';
import { describeRefusal } from '../decisions/describe-refusal.js';
import { createDecisionTable, type DecisionTable } from '../decisions/decision-table.js';
import { isSameSubject, type Snapshot } from '../decisions/snapshot.js';
import type { ChooseDefinition } from '../definition/definition-types.js';
import { describeThrown } from '../errors.js';
import { askChoose, NOTHING_ASKED, type AskOptions } from './ask-choose.js';
import { describeDisagreements, describeFailures } from './decision-warnings.js';
import type { KeptSnapshots } from './kept-snapshots.js';
import type { BuildReport, ReportWarning } from './report-types.js';

/** What a build shows to whom, and how it came to know. */
export interface BuildDecisions {
	readonly snapshots: readonly Snapshot[];
	readonly table: DecisionTable;
	readonly origin: BuildReport['decisions'];
	readonly calls: { readonly made: number; readonly failed: number };
	readonly ms: number;
	readonly warnings: readonly ReportWarning[];
}

export interface DecideOptions extends Omit<AskOptions, 'client'> {
	/** Undefined: nothing is asked, everything is its default. */
	readonly client: ChooseClient | undefined;
	/** Decisions that are taken as they are, so that nothing is asked. */
	readonly locked?: readonly Snapshot[] | undefined;
	readonly kept: KeptSnapshots;
	/** Milliseconds that kept snapshots may be old. */
	readonly staleIfError: number;
}

/**
 * Asks Choose for every segment, if nothing is locked; one that cannot be asked keeps its decisions of an earlier build, if they are
 * young enough.
 */
export async function decideBuild(
	definition: ChooseDefinition,
	options: DecideOptions,
): Promise<BuildDecisions> {
	const { client, locked, kept, now, staleIfError } = options;
	const started = performance.now();
	const asked =
		client === undefined || locked !== undefined
			? NOTHING_ASKED
			: await askChoose(definition, { ...options, client });
	const warnings = [
		...(await keep(kept, asked.snapshots)),
		...describeDisagreements(definition, asked),
	];
	const recovered =
		asked.failures.length === 0
			? []
			: (await kept.load(now(), staleIfError)).filter((snapshot) =>
					asked.failures.some((failure) => isSameSubject(failure, snapshot)),
				);
	warnings.push(...describeFailures(definition, asked, recovered));
	const snapshots = locked ?? [...asked.snapshots, ...recovered];
	const table = createDecisionTable(definition, snapshots, (refusal, snapshot) => {
		const message = describeRefusal(definition, refusal, snapshot);
		warnings.push({ name: 'PayloadRefused', message });
	});
	return {
		snapshots,
		table,
		origin: locked ? 'lockfile' : originOf(client, asked.snapshots.length, recovered.length),
		calls: asked.calls,
		ms: performance.now() - started,
		warnings,
	};
}

function originOf(client: unknown, asked: number, recovered: number): BuildReport['decisions'] {
	if (client === undefined || asked + recovered === 0) return 'defaults';
	if (recovered === 0) return 'choose';
	return asked === 0 ? 'kept' : 'partly-kept';
}

// What could not be kept is only missed if a later build cannot reach Choose.
async function keep(kept: KeptSnapshots, snapshots: readonly Snapshot[]): Promise<ReportWarning[]> {
	try {
		await kept.save(snapshots);
		return [];
	} catch (error) {
		const message = `the decisions could not be kept for later builds: ${describeThrown(error)}`;
		return [{ name: 'DecisionsNotKept', message }];
	}
}

import type { ChooseClient } from '../choose/choose-types.js';
import { createDecisionTable, type DecisionTable } from '../decisions/decision-table.js';
import { snapshotKey, type Snapshot } from '../decisions/snapshot.js';
import type { ChooseDefinition } from '../definition/definition-types.js';
import { askChoose, type AskOptions, type Disagreement } from './ask-choose.js';
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
	readonly kept: KeptSnapshots;
	/** Milliseconds that kept snapshots may be old. */
	readonly staleIfError: number;
}

/** Asks Choose for every segment; one that cannot be asked keeps its decisions of an earlier build, if they are young enough. */
export async function decideBuild(
	definition: ChooseDefinition,
	options: DecideOptions,
): Promise<BuildDecisions> {
	const { client, kept, now, staleIfError } = options;
	const started = performance.now();
	const asked =
		client === undefined
			? { snapshots: [], disagreements: [], failures: [], calls: { made: 0, failed: 0 } }
			: await askChoose(definition, { ...options, client });
	await kept.save(asked.snapshots);
	const keptByKey = new Map(
		asked.failures.length === 0
			? []
			: (await kept.load(now(), staleIfError)).map((one) => [
					snapshotKey(one.segment, one.device),
					one,
				]),
	);
	const recovered = asked.failures.flatMap(
		({ segment, device }) => keptByKey.get(snapshotKey(segment, device)) ?? [],
	);
	const snapshots = [...asked.snapshots, ...recovered];
	const nameOf = (name: string) =>
		definition.segments.some((segment) => segment.name === name && segment.private)
			? 'a private segment'
			: `segment ${name}`;
	const warnings: ReportWarning[] = [
		...asked.disagreements.map((one) => describeDisagreement(one, nameOf(one.segment))),
		...describeFailures(definition, asked.failures, recovered),
	];
	const table = createDecisionTable(definition, snapshots, (refusal, { segment, device }) => {
		warnings.push({
			name: 'PayloadRefused',
			message: `${refusal.experience} for ${nameOf(segment)} on ${device}${refusal.path && `, at ${refusal.path}`}: expected ${refusal.expected}, found ${refusal.found}. Its default is shown.`,
		});
	});
	return {
		snapshots,
		table,
		origin: originOf(client, asked.snapshots.length, recovered.length),
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

function describeDisagreement({ device, name }: Disagreement, segment: string): ReportWarning {
	return {
		name: 'WitnessesDisagree',
		message: `${name} gave the witnesses of ${segment} different payloads on ${device}: it is split at random. Declare it per: 'visitor', or every visitor of the segment gets the one arm that was drawn for it.`,
	};
}

function describeFailures(
	definition: ChooseDefinition,
	failures: Awaited<ReturnType<typeof askChoose>>['failures'],
	recovered: readonly Snapshot[],
): ReportWarning[] {
	const byError = new Map<string, string[]>();
	for (const { segment, device, error } of failures) {
		const isPrivate = definition.segments.some((one) => one.name === segment && one.private);
		const shown = `${isPrivate ? '(private)' : segment} on ${device}`;
		const isKept = recovered.some((one) => one.segment === segment && one.device === device);
		const message = `${error instanceof Error ? error.message : String(error)} ${
			isKept ? 'The decisions of an earlier build are used' : 'Defaults are shown'
		} for `;
		byError.set(message, [...(byError.get(message) ?? []), shown]);
	}
	return [...byError].map(([message, shown]) => ({
		name: 'ChooseUnreachable',
		message: `${message}${shown.join(', ')}.`,
	}));
}

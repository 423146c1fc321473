import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
	createDecisionTable,
	type SwitchedOff,
} from '../../integration/src/decisions/decision-table.js';
import type { Snapshot } from '../../integration/src/decisions/snapshot.js';
import type { ChooseDefinition } from '../../integration/src/definition/definition-types.js';
import { createRecorder, type Recorder } from '../../integration/src/store/history/recorder.js';
import { locateStateFolder, type StateFolder } from '../../integration/src/store/state-folder.js';
import type { Device } from '../../integration/src/types.js';

export const DAY = 86_400_000;

/** A server folder that serves nothing, with a state folder in which decisions are recorded. */
export interface RecordedSite {
	readonly folder: string;
	readonly state: StateFolder;
	readonly problems: readonly string[];
	/** From now on it is another process that records; with what is returned, it does so again later. */
	start(keep?: number): (decided: Decided) => Promise<void>;
	/** Records decisions as the present process does. */
	record(decided: Decided): Promise<void>;
	/** Every file of the state folder below a folder of it. */
	list(below: string): Promise<string[]>;
	remove(): Promise<void>;
}

interface Decided {
	/** ISO 8601. */
	readonly at: string;
	/** Payloads by experience, by segment; the same on both devices unless there is one for `segment/device`. */
	readonly payloads?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
	readonly groups?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
	readonly off?: SwitchedOff;
	readonly build?: string;
}

/** Snapshots with these payloads for `segment`, or `segment/device`. */
export function snapshotsOf({ at, payloads = {}, groups = {} }: Decided): Snapshot[] {
	const keys = [...new Set([...Object.keys(payloads), ...Object.keys(groups)])];
	return keys.flatMap((key) => {
		const [segment = '', only] = key.split('/');
		const devices: readonly Device[] = ['desktop', 'mobile'];
		const members = Object.entries(groups[key] ?? {}).map(
			([name, texts]) => [name, texts.map((text) => ({ name: text, payload: text }))] as const,
		);
		return devices
			.filter((device) => only === undefined || device === only)
			.map((device) => ({
				segment,
				device,
				fetchedAt: Date.parse(at),
				reply: { experiences: payloads[key] ?? {}, groups: Object.fromEntries(members) },
			}));
	});
}

export async function createRecordedSite(definition: ChooseDefinition): Promise<RecordedSite> {
	const folder = await mkdtemp(join(tmpdir(), 'choose-recorded-'));
	const serverFolder = pathToFileURL(`${folder}/`);
	const state = locateStateFolder(serverFolder, undefined);
	const problems: string[] = [];
	await mkdir(join(folder, 'variants'));
	await writeFile(join(folder, 'variants/index.json'), '{}');
	const create = (keep = 7 * DAY) =>
		createRecorder({
			state,
			definition,
			keep,
			onProblem: (message) => problems.push(message),
		});
	let recorder = create();
	const recordWith = (process: Recorder, decided: Decided) => {
		const snapshots = snapshotsOf(decided);
		const table = createDecisionTable(definition, snapshots, () => undefined, decided.off);
		const build = { id: decided.build ?? 'build-one', folder: serverFolder };
		return process.record({ at: Date.parse(decided.at), table, snapshots, build });
	};
	return {
		folder,
		state,
		problems,
		start(keep) {
			const process = create(keep);
			recorder = process;
			return (decided) => recordWith(process, decided);
		},
		record: (decided) => recordWith(recorder, decided),
		list: async (below) => (await readdir(new URL(below, state.url)).catch(() => [])).sort(),
		remove: () => rm(folder, { recursive: true, force: true }),
	};
}

/** A file of a state folder, as text. */
export function readState(file: URL): Promise<string> {
	return readFile(file, 'utf8');
}

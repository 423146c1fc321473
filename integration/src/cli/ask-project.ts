import { askChoose } from '../build/ask-choose.js';
import { createChooseClient } from '../choose/client.js';
import { completeConnection } from '../choose/complete-connection.js';
import { missingApiKey, readEnvironment } from '../connection.js';
import type { Snapshot } from '../decisions/snapshot.js';
import type { Project } from './load-project.js';

/**
 * Asks Choose for every segment of a project that is not private, on each device.
 *
 * @throws {ChooseError} MissingApiKey, and what {@link createChooseClient} throws, when any call fails.
 */
export async function askProject({
	root,
	options,
	definition,
}: Project): Promise<readonly Snapshot[]> {
	const connection = completeConnection(options, readEnvironment(root, 'production'));
	if (connection === undefined) throw missingApiKey();
	const client = createChooseClient(connection);
	const segments = definition.segments
		.filter((segment) => !segment.private)
		// Witnesses are for the build, which reports what they find.
		.map((segment) => ({ ...segment, profiles: [segment.profiles[0]] as const }));
	try {
		const { snapshots, failures } = await askChoose(
			{ ...definition, segments },
			{ client, concurrency: options.concurrency, now: Date.now, onProgress: () => undefined },
		);
		const [failure] = failures;
		if (failure !== undefined) throw failure.error;
		return snapshots;
	} finally {
		await client.close();
	}
}

import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { outcomeTable } from './outcome-table.js';
import { mergeRecorded } from './recorded-file.js';
import { openWorkshop } from './workshop.js';

declare module 'vitest' {
	interface ProvidedContext {
		/** Where the workshop takes orders. */
		workshop: string;
	}
}

/**
 * Opens the workshop of a project before its first test file, and says after the last one what each engine has answered. Projects share
 * none: no configuration is in two of them.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	const workshop = await openWorkshop();
	project.provide('workshop', workshop.url);
	return async () => {
		await workshop.close();
		if (workshop.recorded.size === 0) return;
		await mkdir(new URL('../../../.cache/', import.meta.url), { recursive: true });
		mergeRecorded(
			fileURLToPath(new URL('../../../.cache/conformance.json', import.meta.url)),
			project.name,
			workshop.recorded,
		);
		process.stdout.write(`\n${outcomeTable(workshop.recorded)}\n`);
	};
}

import { mkdir, writeFile } from 'node:fs/promises';
import type { TestProject } from 'vitest/node';
import { outcomeTable } from './outcome-table.js';
import { openWorkshop } from './workshop.js';

declare module 'vitest' {
	interface ProvidedContext {
		/** Where the workshop takes orders. */
		workshop: string;
	}
}

/** Opens the workshop before the first test file, and says after the last one what each engine has answered. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	const workshop = await openWorkshop();
	project.provide('workshop', workshop.url);
	return async () => {
		await workshop.close();
		if (workshop.recorded.size === 0) return;
		const file = new URL('../../../.cache/conformance.json', import.meta.url);
		await mkdir(new URL('./', file), { recursive: true });
		await writeFile(file, JSON.stringify(Object.fromEntries(workshop.recorded), null, '\t'));
		process.stdout.write(`\n${outcomeTable(workshop.recorded)}\n`);
	};
}

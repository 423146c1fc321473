import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The first of some paths, and of some commands on the PATH, that can be run. */
export function findCommand(
	names: readonly string[],
	paths: readonly (string | undefined)[] = [],
): string | undefined {
	const folders = (process.env.PATH ?? '').split(delimiter);
	const candidates = [
		...paths.filter((path) => path !== undefined),
		...names.flatMap((name) => folders.map((folder) => join(folder, name))),
	];
	return candidates.find((path) => path !== '' && isExecutable(path));
}

function isExecutable(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}

import { ChooseError } from './errors.js';

/** The oldest Node.js that the package supports; `engines` in package.json says the same. */
export const OLDEST_NODE = '22.12.0';

/** @throws {ChooseError} NodeTooOld when `found` is older than {@link OLDEST_NODE}. */
export function requireNode(found: string): void {
	if (found.localeCompare(OLDEST_NODE, 'en', { numeric: true }) >= 0) return;
	throw new ChooseError({
		name: 'NodeTooOld',
		path: 'Node.js',
		expected: `${OLDEST_NODE} or later`,
		found,
		hint: `Run it with Node.js ${OLDEST_NODE} or later: change the image, .nvmrc or the setting of the host.`,
	});
}

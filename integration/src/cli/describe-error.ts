import { ChooseError } from '../errors.js';

/** What the command line prints of an error, with a line break at its end: one of ours without its stack. */
export function describeError(error: unknown): string {
	if (error instanceof ChooseError) {
		return `${error.message}\n${error.hint === undefined ? '' : `${error.hint}\n`}`;
	}
	return `${error instanceof Error ? error.stack : String(error)}\n`;
}

import { LIVE_FOLDER } from '../constants.js';
import { describeThrown } from '../errors.js';
import { LiveRenderError } from './live-renderer-types.js';

const IN_BUNDLE = new RegExp(`/(${LIVE_FOLDER}/[^\\s()]+:\\d+:\\d+)`);

/** How deep causes are looked into. */
const DEPTH = 5;

/** Why a page could not be rendered, for an operator: what it threw, or which package is missing where the server runs. */
export function explainThrown(thrown: unknown): LiveRenderError {
	if (thrown instanceof LiveRenderError) return thrown;
	const missing = missingModule(thrown, DEPTH);
	if (missing === undefined) {
		return new LiveRenderError(`it throws ${describeThrown(thrown)}${placeOf(thrown)}`, {
			cause: thrown,
		});
	}
	return new LiveRenderError(
		`it needs ${missing}, which is not installed where the server runs. Install it there as well, with the site's other dependencies.`,
		{ cause: thrown, isFinal: true },
	);
}

/** Where in the bundle something was thrown: its first line there. */
function placeOf(thrown: unknown): string {
	const stack = thrown instanceof Error ? (thrown.stack ?? '') : '';
	const [, place] = IN_BUNDLE.exec(stack) ?? [];
	return place === undefined ? '' : ` (${place})`;
}

/** The package or module that Node could not find. */
function missingModule(thrown: unknown, depth: number): string | undefined {
	if (!(thrown instanceof Error) || depth === 0) return undefined;
	const code: unknown = Reflect.get(thrown, 'code');
	if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') {
		return /Cannot find (?:package|module) '([^']+)'/.exec(thrown.message)?.[1] ?? 'a module';
	}
	return missingModule(thrown.cause, depth - 1);
}

import { ChooseError, type Problem } from '../../integration/src/errors.js';

/** The problems of the ChooseError that a function throws; none when it throws nothing. */
export function problemsIn(run: () => unknown): readonly Problem[] {
	try {
		run();
	} catch (error) {
		if (error instanceof ChooseError) return error.problems;
		throw error;
	}
	return [];
}

/** The ChooseError that a promise rejects with. */
export async function rejectionOf(promise: Promise<unknown>): Promise<ChooseError> {
	const error = await promise.then(
		() => undefined,
		(thrown: unknown) => thrown,
	);
	if (error instanceof ChooseError) return error;
	throw new TypeError('it did not reject with a ChooseError', { cause: error });
}

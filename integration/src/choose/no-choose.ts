import type { ChooseClient } from './choose-types.js';

/** Nobody to ask: nothing is chosen, everything is its default. */
export const NO_CHOOSE: ChooseClient = {
	choose: () => Promise.resolve({ experiences: {}, groups: {} }),
	close: () => Promise.resolve(),
};

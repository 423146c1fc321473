import type { ConformanceCase } from '../case-types.js';
import { byteCases } from './bytes.js';
import { codingCases } from './codings.js';
import { conditionalCases } from './conditional.js';
import { folderCases } from './folder.js';
import { headerCases } from './headers.js';
import { robustnessCases } from './robustness.js';
import { ruleCases } from './rules.js';
import { untouchedCases } from './untouched.js';
import { sealedCases } from './sealed.js';
import { visitCases } from './visits.js';

/** The suite: every case, for every engine. */
export const CASES: readonly ConformanceCase[] = [
	...headerCases,
	...codingCases,
	...conditionalCases,
	...untouchedCases,
	...ruleCases,
	...visitCases,
	...sealedCases,
	...robustnessCases,
	...byteCases,
	...folderCases,
];

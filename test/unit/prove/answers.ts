import { createHash } from 'node:crypto';
import { createPeople } from '../../../integration/src/prove/askers.js';
import type { Answer } from '../../../integration/src/prove/prove-types.js';

/** An answer to Chrome on a desktop, but for what is said otherwise. */
export function answer(change: Partial<Answer> = {}): Answer {
	const body = change.body ?? '<p>Page</p>';
	return {
		asker: createPeople()[0]!,
		target: '/',
		via: 'direct',
		kept: false,
		status: 200,
		headers: {},
		body,
		digest: createHash('sha256').update(body).digest('hex'),
		...change,
	};
}

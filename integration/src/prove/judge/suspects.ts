import type { Answer, PageAnswers } from '../prove-types.js';
import { likenessOf } from './likeness.js';

/** The ids of those to ask again, because they got something unexpected, and of those they were compared with. */
export function suspectsOf(page: PageAnswers): ReadonlySet<string> {
	const suspects = new Set<string>();
	const own = new Map(page.direct.map((answer) => [answer.asker.id, answer]));
	const suspect = (answer: Answer, reference: Answer | undefined) => {
		if (reference === undefined || likenessOf([reference], [answer]) === 'same') return;
		suspects.add(answer.asker.id);
		suspects.add(reference.asker.id);
	};
	for (const answer of page.direct)
		if (answer.asker.sameAs !== undefined) suspect(answer, own.get(answer.asker.sameAs));
	for (const answer of page.cached.flat()) suspect(answer, own.get(answer.asker.id));
	return suspects;
}

/** What one asker got directly, each time it asked. */
export function samplesOf({ direct, again }: PageAnswers, id: string | undefined): Answer[] {
	return [...direct, ...again].filter(({ asker }) => asker.id === id);
}

import type { Audience } from '../audience/audience.js';
import type { FoundAnswer } from './varied-page.js';

/** Room for what audiences have been found to get, of all pages together. */
export interface AnswerRoom {
	/** The answers of one page. */
	createAnswers(): Map<Audience, FoundAnswer>;
	forgetAll(): void;
}

/**
 * Room for so many answers. When it is full all of them are forgotten: finding one again takes microseconds, and keeping the order that they
 * were last used in would cost every request.
 */
export function createAnswerRoom(most: number): AnswerRoom {
	const inUse = new Set<Map<Audience, FoundAnswer>>();
	let count = 0;
	const forgetAll = () => {
		for (const answers of inUse) answers.clear();
		inUse.clear();
		count = 0;
	};

	class PageAnswers extends Map<Audience, FoundAnswer> {
		override set(audience: Audience, found: FoundAnswer): this {
			if (count >= most) forgetAll();
			count++;
			inUse.add(this);
			return super.set(audience, found);
		}
	}

	return { createAnswers: () => new PageAnswers(), forgetAll };
}

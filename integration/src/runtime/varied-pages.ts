import type { StoredPage } from '../store/index-file.js';
import type { LivePage } from '../store/live-pages.js';
import type { Fit } from '../http/cache-status.js';
import { createShapeTrees } from '../variants/shape-trees.js';
import { createAnswerRoom } from './answer-room.js';
import { GrowingPage, type SharedByPages, type VariedPage } from './varied-page.js';

export type { FoundAnswer, VariedPage } from './varied-page.js';

/** How many answers were what they should be, and how many stood in for it. */
export type AnswerCounts = Record<Fit, number>;

/** The varied pages of a build. Variants rendered live come and go. */
export interface VariedPages {
	readonly all: readonly VariedPage[];
	add(page: LivePage): void;
	remove(page: LivePage): void;
	/** The bytes of a variant are gone. What is left of a page is at least its default; false: there was no more. */
	dropBody(page: VariedPage, digest: string): boolean;
	/** Has answers found anew: of one page, or of all. */
	forgetAnswers(page?: VariedPage): void;
	/** Forgets what stood in for what was not rendered yet. */
	forgetHeld(): void;
	/** Lets what was counted so far count half. */
	ageUses(): void;
}

/** Answers that are remembered, of 1.4 KB each (46 MB): those of forty audiences for the 800 pages that are asked for most. */
const MOST_ANSWERS = 32_768;

export function createVariedPages(stored: readonly StoredPage[]): VariedPages {
	const shared: SharedByPages = {
		trees: createShapeTrees(),
		room: createAnswerRoom(MOST_ANSWERS),
		held: new WeakMap(),
	};
	const all = stored.map((page) => new GrowingPage(page, shared));
	const byFile = new Map(all.map((page) => [page.file, page]));
	return {
		all,
		add({ file, variant }) {
			byFile.get(file)?.add(variant);
		},
		remove({ file, variant }) {
			const page = byFile.get(file);
			if (page?.variants.includes(variant) === true) page.remove(variant);
		},
		dropBody({ file }, digest) {
			const page = byFile.get(file);
			const gone = page?.variants.filter((one, index) => index > 0 && one.body === digest) ?? [];
			for (const variant of gone) page?.remove(variant);
			byFile.get(file)?.answers.clear();
			return gone.length > 0;
		},
		forgetAnswers(page) {
			if (page === undefined) shared.room.forgetAll();
			else byFile.get(page.file)?.answers.clear();
		},
		forgetHeld() {
			shared.held = new WeakMap();
		},
		ageUses() {
			for (const page of all) page.uses /= 2;
		},
	};
}

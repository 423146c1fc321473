import type { Audience } from '../audience/audience.js';
import type { StoredPage, StoredVariant } from '../store/index-file.js';
import { cacheTagHeader } from '../http/cache-tag.js';
import { keyOfRead, type Outcome, type ReadName } from '../variants/reads.js';
import { createVariantTree, type VariantTree } from '../variants/variant-tree.js';
import type { LivePage } from '../store/live-pages.js';
import type { Fit } from '../http/cache-status.js';
import type { Answer } from './answers.js';
import type { AudienceUse } from './audience-use.js';

/** What an audience has been found to get for a page. */
export interface FoundAnswer {
	readonly answer: Answer;
	/** The same for a trusted edge; undefined: no CDN may keep it. */
	readonly shared: Answer | undefined;
	readonly fit: Fit;
	readonly use: AudienceUse;
	/** Of a default in the place of a variant that is being rendered: when that is done. */
	readonly rendered: Promise<void> | undefined;
	/** When it is to be found anew, by the clock of the rendering; Infinity: it is what it should be, or being rendered. */
	readonly until: number;
}

/** How many answers were what they should be, and how many stood in for it. */
export type AnswerCounts = Record<Fit, number>;

/** A page with every variant that is known of it now, and what each audience has been found to get. */
export interface VariedPage extends Pick<StoredPage, 'file' | 'request'> {
	/** The default first. */
	readonly variants: readonly StoredVariant[];
	/** The one that answers an outcome. */
	find(outcome: Outcome): StoredVariant | undefined;
	/** Its `Cache-Tag`, of all that any of its variants reads. */
	readonly cacheTag: string;
	/** Valid until {@link VariedPages.forgetAnswers}. */
	answers: WeakMap<Audience, FoundAnswer>;
	/** The last variant that was right for an audience, or shown to it in its place. */
	held: WeakMap<Audience, StoredVariant>;
	/** Requests, those of earlier epochs counting less. */
	uses: number;
}

/** The varied pages of a build. Variants rendered live come and go. */
export interface VariedPages {
	readonly all: readonly VariedPage[];
	/** The most used first. */
	byUse(): readonly VariedPage[];
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

interface GrowingPage extends VariedPage {
	readonly variants: StoredVariant[];
	readonly tree: VariantTree<StoredVariant>;
	note(variant: Pick<StoredVariant, 'reads'>): void;
}

export function createVariedPages(stored: readonly StoredPage[]): VariedPages {
	const all = stored.map(({ file, request, variants }): GrowingPage => {
		const tree = createVariantTree(variants);
		// What only a variant read that is gone stays in it.
		const reads = new Map<string, ReadName>();
		let cacheTag: string | undefined;
		const note = (variant: Pick<StoredVariant, 'reads'>) => {
			for (const read of variant.reads) reads.set(keyOfRead(read), read);
			cacheTag = undefined;
		};
		variants.forEach(note);
		return {
			file,
			request,
			variants: [...variants],
			tree,
			find: tree.find,
			note,
			get cacheTag() {
				return (cacheTag ??= cacheTagHeader(reads.values()));
			},
			answers: new WeakMap(),
			held: new WeakMap(),
			uses: 0,
		};
	});
	const byFile = new Map(all.map((page) => [page.file, page]));
	return {
		all,
		byUse: () => all.toSorted((a, b) => b.uses - a.uses),
		add({ file, variant }) {
			const page = byFile.get(file);
			if (page === undefined) return;
			page.variants.push(variant);
			page.tree.add(variant);
			page.note(variant);
			page.answers = new WeakMap();
		},
		remove({ file, variant }) {
			const page = byFile.get(file);
			const index = page?.variants.indexOf(variant) ?? -1;
			if (page === undefined || index === -1) return;
			page.variants.splice(index, 1);
			page.tree.remove(variant);
			page.answers = new WeakMap();
		},
		dropBody({ file }, digest) {
			const page = byFile.get(file);
			if (page === undefined) return false;
			const gone = page.variants.filter((one, index) => index > 0 && one.body === digest);
			for (const variant of gone) {
				page.variants.splice(page.variants.indexOf(variant), 1);
				page.tree.remove(variant);
			}
			page.answers = new WeakMap();
			return gone.length > 0;
		},
		forgetAnswers(page) {
			for (const one of page === undefined ? all : [page]) one.answers = new WeakMap();
		},
		forgetHeld() {
			for (const page of all) page.held = new WeakMap();
		},
		ageUses() {
			for (const page of all) page.uses /= 2;
		},
	};
}

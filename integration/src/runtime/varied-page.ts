import type { Audience } from '../audience/audience.js';
import { cacheTagHeader } from '../http/cache-tag.js';
import type { Fit } from '../http/cache-status.js';
import type { PageShape, StoredPage, StoredVariant } from '../store/index-file.js';
import { keyOfRead, type Outcome, type ReadName } from '../variants/reads.js';
import type { ShapeTrees } from '../variants/shape-trees.js';
import { createVariantTree, type VariantTree } from '../variants/variant-tree.js';
import type { AnswerRoom } from './answer-room.js';
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

/** Something of a page for each audience. */
export interface ByAudience<Value> {
	get(audience: Audience): Value | undefined;
	set(audience: Audience, value: Value): unknown;
}

/** A page with every variant that is known of it now, and what each audience has been found to get. */
export interface VariedPage extends Pick<StoredPage, 'file' | 'request'> {
	/** The default first. */
	readonly variants: readonly StoredVariant[];
	/** The one that answers an outcome. */
	find(outcome: Outcome): StoredVariant | undefined;
	/** Pages of one shape have variants for the same outcomes, and read the same. Another object when variants come or go. */
	readonly shape: object;
	/** Its `Cache-Tag`, of all that any of its variants reads. */
	readonly cacheTag: string;
	/** Valid until they are forgotten: because decisions or variants change, or for others. */
	readonly answers: ByAudience<FoundAnswer>;
	/** The last variant that was right for an audience, or shown to it in its place. */
	readonly held: ByAudience<StoredVariant>;
	/** Requests, those of earlier epochs counting less. */
	uses: number;
}

/** What the pages of a site have in common. */
export interface SharedByPages {
	readonly trees: ShapeTrees;
	readonly room: AnswerRoom;
	/** Replaced to forget all. A map for each audience, not for each page: a collector looks into every weak map each time. */
	held: WeakMap<Audience, Map<VariedPage, StoredVariant>>;
}

/** The variants of a page that are not those of the build: some were rendered live, or some are lost. */
interface OwnVariants {
	readonly all: StoredVariant[];
	readonly tree: VariantTree<StoredVariant>;
	/** What only a variant read that is gone stays in it. */
	readonly reads: Map<string, ReadName>;
	readonly shape: object;
}

/** A page as the build has stored it, until that changes. Of what it has, nothing is put together before it is asked for. */
export class GrowingPage implements VariedPage {
	uses = 0;
	readonly #stored: StoredPage;
	readonly #shared: SharedByPages;
	#shape: PageShape | undefined;
	#own: OwnVariants | undefined;
	#answers: Map<Audience, FoundAnswer> | undefined;
	#cacheTag: string | undefined;

	constructor(stored: StoredPage, shared: SharedByPages) {
		this.#stored = stored;
		this.#shared = shared;
		this.#shape = stored.shape;
	}

	get file() {
		return this.#stored.file;
	}

	get request() {
		return this.#stored.request;
	}

	get variants(): readonly StoredVariant[] {
		return this.#own?.all ?? this.#stored.variants;
	}

	get shape(): object {
		return this.#own?.shape ?? this.#storedShape;
	}

	get cacheTag() {
		return (this.#cacheTag ??= cacheTagHeader(
			this.#own?.reads.values() ?? this.#storedShape.flat(),
		));
	}

	get answers() {
		return (this.#answers ??= this.#shared.room.createAnswers());
	}

	get held(): ByAudience<StoredVariant> {
		const { held } = this.#shared;
		return {
			get: (audience) => held.get(audience)?.get(this),
			set: (audience, variant) => {
				const pages = held.get(audience) ?? new Map<VariedPage, StoredVariant>();
				held.set(audience, pages.set(this, variant));
			},
		};
	}

	find(outcome: Outcome): StoredVariant | undefined {
		if (this.#own !== undefined) return this.#own.tree.find(outcome);
		const place = this.#shared.trees.find(this.#storedShape, outcome);
		return place === undefined ? undefined : this.#stored.variants[place];
	}

	add(variant: StoredVariant): void {
		this.#change((own) => {
			own.all.push(variant);
			own.tree.add(variant);
			for (const read of variant.reads) own.reads.set(keyOfRead(read), read);
		});
	}

	remove(variant: StoredVariant): void {
		this.#change((own) => {
			own.all.splice(own.all.indexOf(variant), 1);
			own.tree.remove(variant);
		});
	}

	get #storedShape(): PageShape {
		return (this.#shape ??= this.#stored.variants.map(({ reads }) => reads));
	}

	#change(change: (own: OwnVariants) => void): void {
		const own = this.#own ?? ownVariants(this.#stored.variants);
		change(own);
		this.#own = { ...own, shape: {} };
		this.#answers?.clear();
		this.#cacheTag = undefined;
	}
}

function ownVariants(stored: readonly StoredVariant[]): OwnVariants {
	const reads = stored.flatMap((variant) => variant.reads);
	return {
		all: [...stored],
		tree: createVariantTree(stored),
		reads: new Map(reads.map((read) => [keyOfRead(read), read])),
		shape: {},
	};
}

import type { Sheet } from '../astro-styles.js';
import type { Outcome } from '../variants/reads.js';
import type { StoredPage } from '../store/index-file.js';
import type { Rendered } from '../rendering/rendered.js';

/** A prerendered page that read something, as the default pass found it. */
export interface VariedPage {
	/** The path visitors ask for, with the base, decoded. */
	readonly path: string;
	readonly request: StoredPage['request'];
	/** Its default, rendered for no segment on a desktop. Asked for once: its bytes may be gone when it is stored. */
	readonly original: Rendered;
	/** The stylesheets of all its variants, where the manifest has them in another order. */
	readonly sheets?: readonly Sheet[] | undefined;
	/** Renders it once more, for somebody. Rejects when the page throws. */
	render(outcome: Outcome): Promise<Rendered>;
}

/** A prerendered page that read something but is its default for everybody. */
export interface FixedPage {
	readonly path: string;
	/** The pattern of its route. */
	readonly route: string;
	readonly reason: string;
}

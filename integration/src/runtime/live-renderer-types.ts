import type { EncodedBody } from '../store/codings.js';
import type { StoredPage } from '../store/index-file.js';
import type { Outcome, Read } from '../variants/reads.js';

/** One rendering of a prerendered page while the server runs: the same bytes that a build would have made. */
export interface LiveRendering {
	/** In every coding that makes it smaller. */
	readonly body: EncodedBody;
	/** Those response headers that are kept with a variant, by their lower-case names. */
	readonly headers: Readonly<Record<string, string>>;
	readonly reads: readonly Read[];
	readonly ms: number;
}

/**
 * Renders pages with the build's own prerender bundle, in a thread of its own that starts with the first page. Pages are rendered in
 * the order they were asked for, one at a time.
 */
export interface LiveRenderer {
	/** @throws {LiveRenderError} */
	render(request: StoredPage['request'], outcome: Outcome): Promise<LiveRendering>;
	/** Ends the thread; renderings under way fail. */
	close(): Promise<void>;
}

/** Why a page was not rendered. */
export class LiveRenderError extends Error {
	override readonly name = 'LiveRenderError';
	/** Another attempt would fail as well: what the page needs is not there while the server runs. */
	readonly isFinal: boolean;
	/** So would one of any other page. */
	readonly isGeneral: boolean;

	constructor(
		message: string,
		options: ErrorOptions & { readonly isFinal?: boolean; readonly isGeneral?: boolean } = {},
	) {
		super(message, options);
		this.isFinal = options.isFinal ?? false;
		this.isGeneral = options.isGeneral ?? false;
	}
}

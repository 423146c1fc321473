import type { Read } from '../variants/reads.js';

/** Astro's prerenderer renders a page to this, once its stream has ended. */
export interface Rendered {
	readonly status: number;
	readonly statusText: string;
	readonly headers: Headers;
	/** Null where the status has no body. */
	readonly bytes: Buffer | null;
	readonly reads: readonly Read[];
	readonly setsCookie: boolean;
	readonly ms: number;
}

/** Why a rendering may not be stored; undefined: it may. */
export function whyNotStorable(rendered: Rendered): string | undefined {
	if (rendered.status !== 200) return `it answers ${rendered.status}`;
	if (rendered.bytes === null) return 'it has no body';
	if (rendered.setsCookie) return 'it sets a cookie';
	return undefined;
}

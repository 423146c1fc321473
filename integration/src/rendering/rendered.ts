import type { PackedBody } from '../store/codings.js';
import type { Read } from '../variants/reads.js';
import type { RenderTraces } from './traces.js';

/** What a page was rendered to, once its stream has ended. */
export interface Rendered {
	readonly status: number;
	readonly statusText: string;
	readonly headers: Headers;
	/** Null where the status has no body. */
	readonly bytes: Buffer | null;
	readonly reads: readonly Read[];
	readonly setsCookie: boolean;
	readonly ms: number;
	/** Undefined where nobody asks for it: in builds that are not incremental. */
	readonly traces?: RenderTraces | undefined;
	/** It was rendered by the build before, which left its codings. */
	readonly isTakenOver?: boolean;
	readonly codings?: PackedBody | undefined;
}

/** Why a rendering may not be stored; undefined: it may. */
export function whyNotStorable(
	rendered: Pick<Rendered, 'status' | 'setsCookie'> & { readonly bytes: Uint8Array | null },
): string | undefined {
	if (rendered.status !== 200) return `it answers ${rendered.status}`;
	if (rendered.bytes === null) return 'it has no body';
	if (rendered.setsCookie) return 'it sets a cookie';
	return undefined;
}

/** Those of a rendering's headers that are kept with it, by their lower-case names. */
export function keptHeaders(headers: Headers, names: readonly string[]): Record<string, string> {
	return Object.fromEntries(
		names.flatMap((name) => {
			const value = headers.get(name);
			return value === null ? [] : [[name.toLowerCase(), value] as const];
		}),
	);
}

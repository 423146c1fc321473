import { describeThrown } from '../errors.js';
import type { StoredFallback, StoredVariant } from '../store/index-file.js';
import type { PackWriter } from '../store/pack-writer.js';
import type { FallbackPages } from './fallback-pages.js';
import type { FallbackPage } from './fallback-messages.js';
import type { FallbackRenderer } from './fallback-renderer.js';
import { whyNotStorable, type Rendered } from '../rendering/rendered.js';
import type { ReportWarning } from './report-types.js';

export interface RenderedFallbacks {
	readonly fallbacks: StoredFallback[];
	readonly warnings: readonly ReportWarning[];
}

/** What the server says of its own, of one answer, or about caches that have no say in a fallback. */
const NOT_KEPT = new Set([
	'age',
	'cache-control',
	'cache-tag',
	'cdn-cache-control',
	'content-encoding',
	'content-length',
	'date',
	'etag',
	'expires',
	'last-modified',
	'set-cookie',
	'surrogate-control',
	'vary',
]);

/** Renders the default of each page, for each device if it reads the device, and stores it. */
export async function renderFallbacks(
	{ pages, warnings }: FallbackPages,
	renderer: Pick<FallbackRenderer, 'render'>,
	pack: Pick<PackWriter, 'add'>,
): Promise<RenderedFallbacks> {
	const fallbacks: StoredFallback[] = [];
	const failures: ReportWarning[] = [];

	const store = async (rendered: Rendered): Promise<StoredVariant> => {
		const isPage = /^text\/html\b/i.test(rendered.headers.get('content-type') ?? '');
		const reason = whyNotStorable(rendered) ?? (isPage ? undefined : 'it is not HTML');
		if (reason !== undefined) throw new Error(reason);
		return {
			reads: [...rendered.reads],
			body: await pack.add(rendered.bytes ?? Buffer.alloc(0)),
			headers: Object.fromEntries([...rendered.headers].filter(([name]) => !NOT_KEPT.has(name))),
		};
	};

	const render = async (page: FallbackPage): Promise<StoredVariant[]> => {
		const desktop = await renderer.render(page, 'desktop');
		if (desktop === undefined) return [];
		const variants = [await store(desktop)];
		const readsDevice = desktop.reads.some(({ kind }) => kind === 'device');
		const mobile = readsDevice ? await renderer.render(page, 'mobile') : undefined;
		if (mobile !== undefined) variants.push(await store(mobile));
		return variants;
	};

	for (const page of pages) {
		const { component, route } = page;
		try {
			const variants = await render(page);
			if (variants.length > 0) fallbacks.push({ route, variants });
		} catch (error) {
			failures.push({
				name: 'FallbackNotMade',
				message: `${component} exports chooseFallback, but its default cannot be kept: ${error instanceof Error ? error.message : describeThrown(error)}. It is rendered without cookies, headers and query, where the site is built.`,
			});
		}
	}
	return { fallbacks, warnings: [...warnings, ...failures] };
}

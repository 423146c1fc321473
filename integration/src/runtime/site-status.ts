import type { Refresher } from '../decisions/refresher-types.js';
import type { ChooseDefinition } from '../definition/definition-types.js';
import type { VariantStore } from '../store/fs-store.js';
import type { Switches } from '../store/switches.js';
import { describeStatus } from './describe-status.js';
import type { Epochs } from './epochs.js';
import type { LiveVariants } from './live-variants.js';
import type { ShownSince } from './shown-since.js';
import type { SiteStatus } from './status-types.js';
import type { AnswerCounts, VariedPages } from './varied-pages.js';

export interface DescribedSite {
	readonly definition: ChooseDefinition;
	readonly epochs: Pick<Epochs, 'current'>;
	readonly since: ShownSince;
	readonly refresher: Pick<Refresher, 'present' | 'status'>;
	readonly switches: Pick<Switches, 'current'>;
	readonly isDisabled: boolean;
	/** ISO 8601. */
	readonly pinnedTo: string | undefined;
	readonly store: VariantStore | undefined;
	readonly pages: Pick<VariedPages, 'all'>;
	readonly variants: LiveVariants | undefined;
	readonly answered: AnswerCounts;
	readonly fallbackUses: number;
	readonly now: number;
}

/** The status of a running site. */
export function describeSite(site: DescribedSite): Promise<SiteStatus> {
	const { epochs, since, refresher, store, pages, variants, answered, pinnedTo } = site;
	const { table } = epochs.current;
	const counts = variants?.rendering.counts ?? { rendered: 0, failed: 0 };
	return describeStatus({
		definition: site.definition,
		shownTo: (audience) => {
			const times = audience.segments.map(({ name }) => since.of(name, audience.device) ?? 0);
			return { decisions: table.ofAudience(audience), since: Math.max(...times) || undefined };
		},
		snapshots: refresher.present,
		pages: pages.all,
		refresher: refresher.status,
		off: site.switches.current,
		disabled: site.isDisabled,
		pinnedTo: pinnedTo === undefined ? undefined : Date.parse(pinnedTo),
		build: store?.id ?? '',
		store: {
			prerendered: store?.index.variants ?? 0,
			live: variants?.livePages.size ?? { variants: 0, memory: 0, disk: 0 },
		},
		counters: {
			liveRenders: counts.rendered,
			failedRenders: counts.failed,
			defaultsInPlace: answered.default,
			staleAnswers: answered.stale,
			fallbackUses: site.fallbackUses,
		},
		now: site.now,
		process: { pid: process.pid, uptimeSeconds: Math.round(process.uptime()) },
	});
}

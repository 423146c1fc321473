import type { Device } from '../types.js';
import type { SeoReport } from './seo/seo-types.js';

/** What a build did, as data; the reporters render it. Private segments are never in it. */
export interface BuildReport {
	readonly version: 1;
	/** ISO 8601. */
	readonly builtAt: string;
	/** Where the decisions came from: asked now, kept from an earlier build (Choose unreachable), locked in the project, or defaults only. */
	readonly decisions: 'choose' | 'kept' | 'partly-kept' | 'lockfile' | 'defaults';
	readonly calls: {
		/** Calls to Choose in this build. */
		readonly made: number;
		readonly failed: number;
		/** Calls in 30 days if every segment × device is asked once per `maxAge`; 0 where nothing is asked between builds. */
		readonly perMonth: number;
		/** Seconds. */
		readonly maxAge: number;
	};
	readonly segments: readonly SegmentReport[];
	readonly experiences: readonly ExperienceReport[];
	/** The audiences for which pages were rendered, the default first. */
	readonly audiences: readonly AudienceReport[];
	/** Pages that read something. */
	readonly pages: readonly PageReport[];
	/** How many prerendered pages read nothing, and so cost nothing. */
	readonly plainPages: number;
	readonly totals: {
		/** Page × audience combinations that have an answer. */
		readonly combinations: number;
		/** Distinct variants, the defaults included. */
		readonly variants: number;
		/** How many of them come from the build before and were not rendered (`experimental.incrementalBuild`). */
		readonly takenOver: number;
		/** Distinct bodies stored (variants may have equal bytes). */
		readonly bodies: number;
		/** Bytes in the pack, all codings. */
		readonly packBytes: number;
		/** Milliseconds spent asking Choose, and rendering and storing variants. */
		readonly askMs: number;
		readonly renderMs: number;
	};
	readonly warnings: readonly ReportWarning[];
}

export interface SegmentReport {
	readonly name: string;
	readonly catchAll: boolean;
	/** Names of the experiences for which it has a choice, per device. Empty on both: decided by nothing. */
	readonly decided: Readonly<Record<Device, readonly string[]>>;
	/** When its decisions were fetched, ISO 8601; undefined: never (defaults). */
	readonly fetchedAt: string | undefined;
}

export interface ExperienceReport {
	readonly name: string;
	readonly kind: string;
	readonly per: 'segment' | 'visitor';
	/** Whether it may change what search engines read; of a group, its members. */
	readonly mayChangeSeo: boolean;
	/** How many prerendered pages read it. */
	readonly pages: number;
	/** How many different payloads were decided over all segments and devices. */
	readonly payloads: number;
}

export interface AudienceReport {
	/** What `Server-Timing` calls it. */
	readonly alias: string;
	/** In the order of the cascade; empty: the default. */
	readonly segments: readonly string[];
	readonly device: Device;
}

export interface PageReport {
	/** The path visitors ask for: `/pricing/`. */
	readonly path: string;
	/** What it reads, over all variants: experience and group names, `device`. */
	readonly reads: readonly string[];
	readonly variants: readonly VariantReport[];
	/** Aliases of audiences that have no variant of their own, because of the budget or a failed render: they get the default. */
	readonly unanswered: readonly string[];
	/** Milliseconds spent rendering its variants, the default included. */
	readonly renderMs: number;
}

export interface VariantReport {
	readonly digest: string;
	readonly isDefault: boolean;
	/** Aliases of the audiences it answers. */
	readonly audiences: readonly string[];
	/** What it read, with the values shortened for reading. */
	readonly reads: readonly { readonly name: string; readonly value: string }[];
	/** Bytes without coding, and with brotli. */
	readonly bytes: number;
	readonly brotliBytes: number;
	readonly renderMs: number;
	/** What search engines read of it. */
	readonly seo: SeoReport;
}

export interface ReportWarning {
	/** A permanent name: `ChooseUnreachable`, `PayloadRefused`, `WitnessesDisagree`, `BudgetExceeded`, `VariantFailed`,
	 * `NotVaried`, `DefaultChanged`, `DecisionsNotKept`, `SeoDiffers`. */
	readonly name: string;
	readonly message: string;
}

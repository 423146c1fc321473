import type { ExperienceDefinition, GroupDefinition } from './experience-types.js';
import type { SiteLocales } from './site-locales.js';

/** One glob, or several of which one must match. `true`: present, whatever its value. */
export type Pattern = string | readonly string[];
export type PatternOrPresence = Pattern | true;

/**
 * How to recognise a visitor from the request alone. The keys of one rule must all hold; of several patterns one must. Patterns are
 * globs (`*`, `?`, `[ab]`, `{a,b}`), never regular expressions. Rules are data, so that they can be exported to an edge.
 */
export interface Rule {
	/** The host that Astro has validated (`security.allowedDomains`), without its port. Compared without case. */
	readonly host?: Pattern;
	/** Query parameters. Values are compared without case, names with case; of a repeated parameter the first counts. */
	readonly query?: Readonly<Record<string, PatternOrPresence>>;
	/** Cookies, compared with case. */
	readonly cookie?: Readonly<Record<string, PatternOrPresence>>;
	/** Request headers; names without case, values with case. */
	readonly header?: Readonly<Record<string, PatternOrPresence>>;
	/** At least one of these rules holds as well. */
	readonly anyOf?: readonly Rule[];
	/** This rule does not hold. */
	readonly not?: Rule;
}

/** An identity that stands for a segment in Intempt. `sourceId` is a string of digits: a number would be rounded. */
export type Profile =
	{ readonly userId: string } | { readonly sourceId: string; readonly profileId: string };

/** A segment as it is written in the definitions. */
export interface SegmentInput {
	/** The identity that stands for the segment; several are witnesses, asked at build to find experiences that are split at random. */
	readonly profile: Profile | readonly Profile[];
	/**
	 * How its visitors are recognised. `false`: by `visitor.segment` only. The last segment may leave it out: it then matches everybody.
	 */
	readonly when?: Rule | false;
	/** How long a visitor stays in the segment once matched (`'30m'`, `'12h'`, `'7d'`), kept in a sealed cookie. Default: this request only. */
	readonly persist?: string;
	/** Matched by `visitor.segment` only (so without `when`), never prerendered, named in no report. Default: false. */
	readonly private?: boolean;
}

/** A segment as the product uses it. */
export interface Segment {
	readonly name: string;
	/** At least one; those after the first are witnesses. */
	readonly profiles: readonly [Profile, ...Profile[]];
	/** `false`: matched by `visitor.segment` only; undefined: matches everybody. */
	readonly when: Rule | false | undefined;
	/** Milliseconds; undefined: not persisted. */
	readonly persist: number | undefined;
	readonly private: boolean;
}

/** What the functions under `visitor` may look at. */
export interface VisitorContext {
	/** The path of the request as it was sent, without the query. */
	readonly path: string;
	/** The validated host without its port, in lower case; undefined when Astro does not trust it. */
	readonly host: string | undefined;
	/** The first value of a query parameter. */
	query(name: string): string | undefined;
	cookie(name: string): string | undefined;
	header(name: string): string | undefined;
}

/** What the site itself knows about a visitor. */
export interface VisitorInput {
	/**
	 * The segments a visitor is in by the site's own knowledge (after its authentication, say), beside those whose rules match.
	 * One that throws, names no declared segment or takes longer than 100 ms adds none.
	 */
	readonly segment?: (
		context: VisitorContext,
	) => string | readonly string[] | undefined | Promise<string | readonly string[] | undefined>;
	/**
	 * Whether cookies of ours may be read and set: a rule that holds then, or a function that says so (of a Node server only).
	 * `'not-needed'` is an answer. Required by `persist`.
	 */
	readonly consent?: 'not-needed' | Rule | ((context: VisitorContext) => boolean);
}

/** Where the device class comes from, when a CDN in front of the site has found it already. */
export interface DeviceHeaderInput {
	/** The request header that carries it. Trusted as it is: the CDN must overwrite it. */
	readonly header: string;
	/** The values that mean `mobile`, compared without case; any other value means `desktop`, an absent header the user-agent rule. */
	readonly mobile: string | readonly string[];
}

/** What `defineChoose` returns: the validated definitions. */
export interface ChooseDefinition<
	Experiences extends Readonly<Record<string, ExperienceDefinition>> = Readonly<
		Record<string, ExperienceDefinition>
	>,
	Groups extends Readonly<Record<string, GroupDefinition>> = Readonly<
		Record<string, GroupDefinition>
	>,
> {
	/** In declared order, which is the order of the cascade; the one without `when`, if any, is last. */
	readonly segments: readonly Segment[];
	readonly experiences: Experiences;
	readonly groups: Groups;
	readonly visitor: VisitorInput;
	readonly device: { readonly header: string; readonly mobile: readonly string[] } | undefined;
	/** Of the site that uses it; none until Astro's configuration is known. */
	readonly locales: SiteLocales;
}

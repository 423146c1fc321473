import { AstroError } from 'astro/errors';

/**
 * The catalogue: every error a site author can meet, by its permanent name. `docs/errors.md` has a section for each.
 */
export const ERRORS = {
	UnknownKey: 'A key is not known here',
	InvalidName: 'A name has a character that Choose refuses',
	InvalidValue: 'A value is not of the expected form',
	NumericSourceId: 'A sourceId is written as a number',
	AmbiguousProfile: 'A profile names two identities at once',
	DuplicateProfile: 'Two segments stand for the same profile',
	SeveralCatchAlls: 'Two segments match every visitor',
	CatchAllNotLast: 'The segment that matches every visitor does not stand last',
	MissingPer: 'An experience does not say per what it is decided',
	DefaultDoesNotFit: 'A default does not fit its own schema',
	ConsentNotConfigured: 'A segment is persisted, but consent is not configured',
	LocalesNotConfigured: 'An experience is localized, but the site has no locales',
	DefaultWithoutLocale: 'A localized default leaves out a locale of the site',
	HostNotValidated: 'A rule reads the host, but no host is trusted',
	NodeTooOld: 'This version of Node.js is not supported',
	ConfigNotFound: 'The definitions file is missing',
	ConfigNotReadable: 'The definitions file could not be loaded',
	MissingApiKey: 'No API key is configured',
	MalformedApiKey: 'The API key does not have the form prefix.secret',
	UnknownExperience: 'A page reads an experience that is not declared',
	UnknownGroup: 'A page reads a group that is not declared',
	NotExportable: 'Something cannot be done at an edge',
	UnsupportedAdapter: 'Variants need the Node adapter, or none',
	PrerendererReplaced: 'Another integration prerenders the pages',
	RouteCacheOnVariedPage: 'A page that reads decisions is cached for everybody',
	FallbackNeedsOnePath: 'A page with parameters cannot have a fallback',
	StrictBuild: 'The build is strict and something was left undone',
	ChooseUnauthorized: 'Choose refused the API key',
	ChooseRejected: 'Choose refused the question',
	ChooseNotFound: 'Choose does not know the organisation or project',
	ChooseRateLimited: 'Choose is limiting the rate of calls',
	ChooseUnavailable: 'Choose could not answer',
	ChooseTimeout: 'Choose did not answer in time',
	ChooseMalformedReply: 'Choose answered with something that is not a reply',
	InvalidSeed: 'The emulator seed has a mistake',
	InvalidCommand: 'A command-line argument is not understood',
	MissingSecret: 'A secret is not configured, or too short',
	ControlUnreachable: 'The running server did not answer',
	ControlRefused: 'The running server did not do it',
	SiteUnreachable: 'The site to prove did not answer',
	LockfileOutdated: 'The locked decisions do not fit the definitions',
	ProjectNotReadable: 'The Astro project could not be loaded',
	NothingRecorded: 'What was shown then is not recorded',
	PageNotKept: 'What was sent then is not kept any more',
	StoreUnusable: 'The variants of this build cannot be read',
} as const;

export type ErrorName = keyof typeof ERRORS;

/** One thing to change. */
export interface Problem {
	name: ErrorName;
	/** Where: a path in the definitions or options (`segments.pro.profile`), a file, an address. */
	path: string;
	expected: string;
	found: string;
	/** What to do about it, in a sentence. */
	hint: string;
}

/**
 * The one error class of the package. Its `name` is that of the first problem and its message lists them all, so that one build
 * shows every mistake.
 */
export class ChooseError extends AstroError {
	readonly problems: readonly Problem[];

	constructor(problems: Problem | readonly Problem[], options?: ErrorOptions) {
		const list: readonly Problem[] = Array.isArray(problems) ? problems : [problems];
		super(
			list.map(describeProblem).join('\n'),
			[...new Set(list.map((problem) => problem.hint))].join('\n'),
		);
		this.name = list[0]?.name ?? 'InvalidValue';
		this.problems = list;
		if (options?.cause !== undefined) this.cause = options.cause;
	}
}

function describeProblem({ name, path, expected, found }: Problem): string {
	return `${path}: ${ERRORS[name]} (${name}). Expected ${expected}; found ${found}.`;
}

/** A value as an error shows it: short, on one line, of any type. */
export function describeFound(value: unknown): string {
	if (value === undefined) return 'nothing';
	if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`;
	const shown = value instanceof RegExp ? String(value) : describeJson(value);
	return shown.length > 80 ? `${shown.slice(0, 77)}...` : shown;
}

/** What was thrown, of any type, in words. */
export function describeThrown(thrown: unknown): string {
	return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : describeFound(thrown);
}

function describeJson(value: unknown): string {
	if (typeof value === 'bigint') return `${value}n`;
	try {
		return JSON.stringify(value, (_key, inner: unknown) =>
			typeof inner === 'bigint' ? `${inner}n` : inner,
		);
	} catch {
		return `an ${typeof value} that is not JSON`;
	}
}

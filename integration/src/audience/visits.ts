import { AUDIENCE_HEADER } from '../constants.js';
import type {
	ChooseDefinition,
	Segment,
	VisitorContext,
	VisitorInput,
} from '../definition/definition-types.js';
import { describeFound, describeThrown } from '../errors.js';
import type { Audience } from './audience.js';
import type { AudienceReader, NamedAudience } from './audience-header.js';
import type { Classifier } from './classifier.js';
import { compileConsent, hasOptedOut } from './consent.js';
import type { Persistence } from './persistence.js';
import { findCookie, findParameter } from './raw-values.js';
import type { RequestFacts } from './request-facts.js';
import { hasNoSideEffects, isProxiedHttps } from './side-effects.js';
import { withQuery } from './subrequest.js';

/** One request's visitor: the audience, and the cookie that the answer is to set. */
export interface Visit {
	readonly audience: Audience;
	readonly setCookie: string | undefined;
	/** A trusted edge has said who it is. */
	readonly isTrusted?: boolean;
}

export interface VisitOptions {
	/** The connection is encrypted. */
	readonly secure: boolean;
	/** The query of the page that sent this request; undefined: the request stands for itself. */
	readonly pageQuery?: string | undefined;
}

/** Request → visit. A promise only when `visitor.segment` returns one. Never throws, never rejects. */
export type VisitResolver = (facts: RequestFacts, options: VisitOptions) => Visit | Promise<Visit>;

export interface VisitDependencies {
	readonly definition: ChooseDefinition;
	readonly classifier: Classifier;
	readonly persistence: Persistence;
	/**
	 * Who a trusted edge says it is; undefined: none is trusted. Not asked where `visitor.segment` has a say, which no edge knows.
	 */
	readonly readAudience?: AudienceReader | undefined;
	readonly now: () => number;
	/** Told when a function of the site throws, takes too long or names an unknown segment. */
	readonly onProblem: (message: string) => void;
}

/** Milliseconds that `visitor.segment` may take. */
const SEGMENT_DEADLINE = 100;

export function createVisitResolver(dependencies: VisitDependencies): VisitResolver {
	const { definition, classifier, persistence, readAudience, now, onProblem } = dependencies;
	const { segment: segmentOf, consent } = definition.visitor;
	const segments = new Map(definition.segments.map((segment) => [segment.name, segment]));

	const isConsenting =
		typeof consent === 'function'
			? (facts: RequestFacts) => askConsent(consent, facts, onProblem)
			: compileConsent(consent);
	const hasConsent = (facts: RequestFacts) => !hasOptedOut(facts) && isConsenting(facts);

	const match = (facts: RequestFacts, known: readonly Segment[]): readonly Segment[] => {
		const byRules = classifier.matchRules(facts);
		return known.length === 0
			? byRules
			: definition.segments.filter((one) => byRules.includes(one) || known.includes(one));
	};

	// The page's segments in the page's order, behind those that only the request's own query gives.
	const matchForPage = (facts: RequestFacts, pageQuery: string, known: readonly Segment[]) => {
		const page = match(withQuery(facts, pageQuery), known);
		const unasked = match(withQuery(facts, ''), known);
		const own = match(facts, known).filter((one) => !unasked.includes(one));
		return [...own, ...page.filter((one) => !own.includes(one))];
	};

	const finish = (
		facts: RequestFacts,
		{ secure, pageQuery }: VisitOptions,
		known: readonly Segment[],
	): Visit => {
		const matched = match(facts, known);
		const isKeeping = persistence.isActive && hasConsent(facts);
		const persisted = isKeeping ? persistence.read(facts, now()) : [];
		return {
			audience: classifier.audienceOf(
				facts,
				pageQuery === undefined ? matched : matchForPage(facts, pageQuery, known),
				persisted,
			),
			// Kept is what this request says itself.
			setCookie:
				isKeeping && !hasNoSideEffects(facts)
					? persistence.renew(facts, matched, now(), { secure: secure || isProxiedHttps(facts) })
					: undefined,
		};
	};

	const namedSegments = (answer: Awaited<ReturnType<typeof callSegment>>): readonly Segment[] =>
		[answer ?? []].flat().flatMap((name) => {
			const segment = segments.get(name);
			if (segment === undefined)
				onProblem(`visitor.segment named the undeclared segment ${describeFound(name)}`);
			return segment ?? [];
		});

	const finishNamed = (
		facts: RequestFacts,
		{ pageQuery }: VisitOptions,
		{ device, segments }: NamedAudience,
	): Visit => {
		const trusted = { setCookie: undefined, isTrusted: true };
		if (pageQuery === undefined) {
			return { audience: classifier.audienceFor(device, segments, []), ...trusted };
		}
		// The edge knows what this request says. What its page's query says comes first, as it did there.
		const own = classifier.matchRules(facts);
		const others = segments.filter((one) => !own.includes(one));
		const forPage = matchForPage(facts, pageQuery, []);
		return { audience: classifier.audienceFor(device, forPage, others), ...trusted };
	};

	if (segmentOf === undefined) {
		return (facts, options) => {
			const named = readAudience?.(facts.header(AUDIENCE_HEADER));
			return named === undefined ? finish(facts, options, []) : finishNamed(facts, options, named);
		};
	}
	return (facts, options) => {
		const fail = (error: unknown) => {
			onProblem(
				`visitor.segment failed: ${describeThrown(error)}; the visitor is in no segment of its own`,
			);
			return finish(facts, options, []);
		};
		try {
			const answer = callSegment(segmentOf, facts);
			if (!isThenable(answer)) return finish(facts, options, namedSegments(answer));
			return withDeadline(Promise.resolve(answer)).then(
				(names) => finish(facts, options, namedSegments(names)),
				fail,
			);
		} catch (error) {
			return fail(error);
		}
	};
}

function callSegment(segmentOf: NonNullable<VisitorInput['segment']>, facts: RequestFacts) {
	return segmentOf(createContext(facts));
}

function askConsent(
	consent: (context: VisitorContext) => boolean,
	facts: RequestFacts,
	onProblem: (message: string) => void,
): boolean {
	try {
		const answer: unknown = consent(createContext(facts));
		if (typeof answer === 'boolean') return answer;
		onProblem(
			'visitor.consent returned something else than true or false; the visitor is treated as not consenting',
		);
	} catch (error) {
		onProblem(
			`visitor.consent threw ${describeThrown(error)}; the visitor is treated as not consenting`,
		);
	}
	return false;
}

function createContext(facts: RequestFacts): VisitorContext {
	return {
		path: facts.path,
		host: facts.host,
		query: (name) => findParameter(facts.query, name),
		cookie: (name) => findCookie(facts.cookies, name),
		header: (name) => facts.header(name.toLowerCase()),
	};
}

function isThenable<T>(answer: T | Promise<T>): answer is Promise<T> {
	return typeof answer === 'object' && answer !== null && 'then' in answer;
}

async function withDeadline<T>(answer: Promise<T>): Promise<T> {
	const { promise, reject } = Promise.withResolvers<never>();
	const timer = setTimeout(() => {
		reject(new Error(`no answer within ${SEGMENT_DEADLINE} ms`));
	}, SEGMENT_DEADLINE);
	try {
		return await Promise.race([answer, promise]);
	} finally {
		clearTimeout(timer);
	}
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Audience } from '../audience/audience.js';
import { isEncrypted, NodeFacts } from '../audience/node-facts.js';
import type { HostReader } from '../audience/validated-host.js';
import type { Visit, VisitResolver } from '../audience/visits.js';
import type { DecisionTable } from '../decisions/decision-table.js';
import type { Coding } from '../store/codings.js';
import type { VariantStore } from '../store/fs-store.js';
import type { StoredPage } from '../store/index-file.js';
import { findVariant } from '../variants/match.js';
import type { Answer, AnswerFactory } from './answers.js';
import { namesBody } from './entity-tag.js';
import { acceptedCodings } from './negotiate.js';
import { createPageLookup } from './page-lookup.js';

/** Answers requests for varied pages, and hands every other one on untouched. */
export type Front = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

export interface FrontDependencies {
	readonly store: VariantStore;
	readonly table: DecisionTable;
	readonly resolveVisit: VisitResolver;
	readonly createAnswer: AnswerFactory;
	readonly readHost: HostReader;
	/** `Vary` of every varied page. */
	readonly vary: string;
	/** Told of a request that could not be answered; it was handed on. */
	readonly onProblem: (message: string) => void;
}

/** A page with what each audience has been found to get. */
interface VariedPage extends StoredPage {
	readonly answers: WeakMap<Audience, Answer>;
}

/** Nothing is varied: there is no store. */
export const NO_FRONT: Front = (_request, _response, next) => {
	next();
};

export function createFront(dependencies: FrontDependencies): Front {
	const { store, table, resolveVisit, createAnswer, readHost, vary, onProblem } = dependencies;
	const pages = store.index.pages.map((page): VariedPage => ({ ...page, answers: new WeakMap() }));
	const lookUp = createPageLookup(store.index.routing, pages);

	const defaultOn = {
		desktop: { decisions: table.defaults, device: 'desktop' },
		mobile: { decisions: table.defaults, device: 'mobile' },
	} as const;

	const answerFor = (page: VariedPage, audience: Audience): Answer | undefined => {
		const known = page.answers.get(audience);
		if (known !== undefined) return known;
		const outcome = { decisions: table.ofAudience(audience), device: audience.device };
		const fitting = findVariant(page.variants, outcome);
		const variant =
			fitting ?? findVariant(page.variants, defaultOn[audience.device]) ?? page.variants[0];
		if (variant === undefined) return undefined;
		const answer = createAnswer(variant, audience, fitting === undefined ? 'default' : 'variant');
		page.answers.set(audience, answer);
		return answer;
	};

	const send = (
		page: VariedPage,
		visit: Visit,
		request: IncomingMessage,
		response: ServerResponse,
		next: () => void,
	) => {
		const answer = answerFor(page, visit.audience);
		const found = answer && readBody(store, answer.body, request.headers['accept-encoding']);
		if (answer === undefined || found === undefined) {
			onProblem(`the stored bytes of ${page.file} are gone or damaged; its default is served`);
			handOn(response, next, vary);
			return;
		}
		const { bytes, coding } = found;
		const ifNoneMatch = request.headers['if-none-match'];
		const isKnown = ifNoneMatch !== undefined && namesBody(ifNoneMatch, answer.body);
		const headers = isKnown
			? answer.notModifiedHeaders(coding)
			: answer.headersFor(coding, bytes.length);
		// Those that others have set are kept beside ours.
		if (visit.setCookie !== undefined) response.appendHeader('Set-Cookie', visit.setCookie);
		const others = response.getHeader('Vary');
		if (others === undefined) response.writeHead(isKnown ? 304 : 200, headers);
		else response.writeHead(isKnown ? 304 : 200, withVary(headers, `${String(others)}, ${vary}`));
		if (isKnown || request.method === 'HEAD') response.end();
		else response.end(bytes);
	};

	return (request, response, next) => {
		const isRead = request.method === 'GET' || request.method === 'HEAD';
		const page = isRead && request.url !== undefined ? lookUp(request.url) : undefined;
		if (page === undefined) {
			next();
			return;
		}
		const answer = (visit: Visit) => {
			// Other listeners of the same request (`astro preview` has one) set headers until the current tick ends.
			queueMicrotask(() => {
				try {
					send(page, visit, request, response, next);
				} catch (error) {
					onProblem(`${page.file} could not be answered: ${String(error)}; its default is served`);
					handOn(response, next, vary);
				}
			});
		};
		const visit = resolveVisit(new NodeFacts(request, readHost), { secure: isEncrypted(request) });
		if (visit instanceof Promise) void visit.then(answer);
		else answer(visit);
	};
}

function withVary(headers: readonly string[], vary: string): string[] {
	return headers.map((value, index) => (headers[index - 1] === 'Vary' ? vary : value));
}

function readBody(
	store: VariantStore,
	digest: string,
	acceptEncoding: string | undefined,
): { readonly bytes: Buffer; readonly coding: Coding } | undefined {
	for (const coding of acceptedCodings(acceptEncoding)) {
		const bytes = store.read(digest, coding);
		if (bytes !== undefined) return { bytes, coding };
	}
	return undefined;
}

// The default that Astro then answers with must not be kept for others any more than a variant.
function handOn(response: ServerResponse, next: () => void, vary: string): void {
	if (response.headersSent) {
		response.destroy();
		return;
	}
	response.setHeader('Cache-Control', 'private, no-cache');
	response.setHeader('Vary', vary);
	next();
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { isEncrypted, NodeFacts } from '../audience/node-facts.js';
import type { HostReader } from '../audience/validated-host.js';
import type { Visit, VisitResolver } from '../audience/visits.js';
import type { Coding } from '../store/codings.js';
import type { Routing } from '../store/index-file.js';
import { within } from '../deferred.js';
import { namesBody } from '../http/entity-tag.js';
import { acceptedCodings } from './negotiate.js';
import type { LiveSite } from './live-site.js';
import { createPageLookup } from './page-lookup.js';
import type { FoundAnswer, VariedPage } from './varied-pages.js';

/** Answers requests for varied pages, and hands every other one on untouched. */
export type Front = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

export interface FrontDependencies {
	readonly live: Pick<LiveSite, 'answered' | 'answerFor' | 'dropBody' | 'pages' | 'read'>;
	readonly routing: Routing;
	readonly resolveVisit: VisitResolver;
	readonly readHost: HostReader;
	/** `Vary` of every varied page. */
	readonly vary: string;
	/** Told of a request that could not be answered; it was handed on. */
	readonly onProblem: (message: string) => void;
}

/** A request for a varied page. */
interface Asked {
	readonly page: VariedPage;
	readonly visit: Visit;
	readonly request: IncomingMessage;
	readonly response: ServerResponse;
	readonly next: () => void;
}

/** Milliseconds that a visitor waits for a page of which there is nothing but the default. A rendering takes a few, the first of a process some hundred. */
const LONGEST_WAIT = 1_000;

/** Nothing is varied: there is no store. */
export const NO_FRONT: Front = (_request, _response, next) => {
	next();
};

export function createFront(dependencies: FrontDependencies): Front {
	const { live, routing, resolveVisit, readHost, vary, onProblem } = dependencies;
	const { pages, answerFor, answered } = live;
	const lookUp = createPageLookup(routing, pages.all);

	const send = (asked: Asked, found: FoundAnswer | undefined): void => {
		const { page, request, response, next, visit } = asked;
		const answer = found?.answer;
		const body = answer && readBody(live, answer.body, request.headers['accept-encoding']);
		if (answer === undefined || body === undefined) {
			onProblem(
				`stored bytes of ${page.file} are gone or damaged; they are rendered again, or its default is served`,
			);
			if (answer !== undefined && live.dropBody(page, answer.body)) respond(asked);
			else handOn(response, next, vary);
			return;
		}
		page.uses++;
		if (found !== undefined) {
			found.use.count++;
			answered[found.fit]++;
		}
		const { bytes, coding } = body;
		const ifNoneMatch = request.headers['if-none-match'];
		const shared = visit.isTrusted && isOursAlone(response) ? found?.shared : undefined;
		// To a CDN, 304 would say that it may keep for longer what it has.
		const mayBeKnown = !visit.isTrusted || shared !== undefined;
		const isKnown = mayBeKnown && ifNoneMatch !== undefined && namesBody(ifNoneMatch, answer.body);
		const headed = shared ?? answer;
		const headers = isKnown
			? headed.notModifiedHeaders(coding)
			: headed.headersFor(coding, bytes.length);
		// Those that others have set are kept beside ours.
		if (visit.setCookie !== undefined) response.appendHeader('Set-Cookie', visit.setCookie);
		const others = response.getHeader('Vary');
		if (others === undefined) response.writeHead(isKnown ? 304 : 200, headers);
		else response.writeHead(isKnown ? 304 : 200, withVary(headers, `${String(others)}, ${vary}`));
		if (isKnown || request.method === 'HEAD') response.end();
		else response.end(bytes);
	};

	const attempt = ({ page, response, next }: Asked, finish: () => void) => {
		try {
			finish();
		} catch (error) {
			onProblem(`${page.file} could not be answered: ${String(error)}; its default is served`);
			handOn(response, next, vary);
		}
	};

	const respond = (asked: Asked, deadline?: number): void => {
		const { page, visit } = asked;
		attempt(asked, () => {
			const found = answerFor(page, visit.audience);
			if (found?.rendered === undefined) {
				send(asked, found);
				return;
			}
			const now = performance.now();
			const until = deadline ?? now + LONGEST_WAIT;
			if (now >= until) {
				send(asked, found);
				return;
			}
			// Other decisions may have come meanwhile, and with them another rendering.
			void within(until - now, found.rendered).then(() => {
				respond(asked, until);
			});
		});
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
				respond({ page, visit, request, response, next });
			});
		};
		const visit = resolveVisit(new NodeFacts(request, readHost), { secure: isEncrypted(request) });
		if (visit instanceof Promise) void visit.then(answer);
		else answer(visit);
	};
}

// What a server around this one adds for one visitor, a CDN must not keep for others.
function isOursAlone(response: ServerResponse): boolean {
	return !response.hasHeader('Set-Cookie') && !response.hasHeader('Vary');
}

function withVary(headers: readonly string[], vary: string): string[] {
	return headers.map((value, index) => (headers[index - 1] === 'Vary' ? vary : value));
}

function readBody(
	{ read }: Pick<LiveSite, 'read'>,
	digest: string,
	acceptEncoding: string | undefined,
): { readonly bytes: Buffer; readonly coding: Coding } | undefined {
	for (const coding of acceptedCodings(acceptEncoding)) {
		const bytes = read(digest, coding);
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

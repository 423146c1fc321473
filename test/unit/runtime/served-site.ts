import { once } from 'node:events';
import { createServer, request as send, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import {
	createAudienceReader,
	signAudienceParts,
} from '../../../integration/src/audience/audience-header.js';
import { createClassifier } from '../../../integration/src/audience/classifier.js';
import { createPersistence } from '../../../integration/src/audience/persistence.js';
import { createSealer } from '../../../integration/src/audience/sealing.js';
import { createHostReader } from '../../../integration/src/audience/validated-host.js';
import { createVisitResolver } from '../../../integration/src/audience/visits.js';
import { createDecisionTable } from '../../../integration/src/decisions/decision-table.js';
import type { VisitorInput } from '../../../integration/src/definition/definition-types.js';
import { varyOf } from '../../../integration/src/http/vary.js';
import { createAnswerFactory } from '../../../integration/src/runtime/answers.js';
import { createAudienceUses } from '../../../integration/src/runtime/audience-use.js';
import { createFront } from '../../../integration/src/runtime/front.js';
import { createPageAnswers } from '../../../integration/src/runtime/page-answers.js';
import { createSharedAnswerFactory } from '../../../integration/src/runtime/shared-answers.js';
import { createVariedPages } from '../../../integration/src/runtime/varied-pages.js';
import { digestContent } from '../../../integration/src/store/content-digest.js';
import { openStore } from '../../../integration/src/store/fs-store.js';
import { definitionOf, text } from '../../support/definition.js';
import { createServerFolder, page, type ServerFolder } from '../store/store-folder.js';

const SECRET = 'a'.repeat(32);

export const DEFAULT = page('default');
export const MOBILE = page('default on a phone');
export const PRO = page('pro');
/** Longer, to be told from the store's. */
export const ASTRO = 'what Astro answers';

/** A front before a server that answers everything else with {@link ASTRO}, over real HTTP. */
export interface ServedSite {
	readonly folder: ServerFolder;
	readonly problems: string[];
	/** `Choose-Audience` of a desktop visitor of these segments, as a trusted edge sends it. */
	audienceOf(...segments: readonly string[]): string;
	/** Of a body, in the pack. */
	spanOf(body: Buffer, coding: 'br' | 'identity'): readonly [number, number, number];
	get(path: string, headers?: Record<string, string>, method?: string): Promise<Answered>;
	/** The status line of the answer to these bytes; empty when the connection was ended without one. */
	sendRaw(bytes: string): Promise<string>;
	close(): Promise<void>;
}

export interface Answered {
	readonly status: number;
	readonly headers: IncomingMessage['headers'];
	readonly body: Buffer;
}

/**
 * One page, `/`, which reads the experience `one`, and, where that is its default, the device: `pro` (cookie `plan=pro`) has a variant of its own, `other` (cookie `plan=other`)
 * has a choice that no variant shows, `social` is persisted.
 */
export async function serveSite(visitor: VisitorInput = {}): Promise<ServedSite> {
	const definition = definitionOf({
		segments: {
			pro: { when: { cookie: { plan: 'pro' } } },
			other: { when: { cookie: { plan: 'other' } } },
			social: { when: { query: { utm_source: 'facebook' } }, persist: '30m' },
			member: { when: false },
		},
		experiences: { one: text() },
		visitor: { consent: 'not-needed', ...visitor },
	});
	const snapshots = [
		['pro', 'for pro'],
		['member', 'for pro'],
		['other', 'for others'],
	].flatMap(([segment = '', one]) =>
		(['desktop', 'mobile'] as const).map((device) => ({
			segment,
			device,
			fetchedAt: 0,
			reply: { experiences: { one }, groups: {} },
		})),
	);
	const table = createDecisionTable(definition, snapshots, () => undefined);
	const readOf = (segment: string) => {
		const { experiences } = table.ofSegment(segment, 'desktop');
		return [{ kind: 'experience' as const, name: 'one', value: experiences.get('one')!.digest }];
	};
	const defaultOn = (value: 'desktop' | 'mobile') => [
		...readOf('social'),
		{ kind: 'device' as const, name: '', value },
	];
	const folder = await createServerFolder([DEFAULT, MOBILE, PRO], (index) => ({
		...index,
		pages: [
			{
				file: 'index.html',
				request: { url: 'http://localhost/', route: '/', component: 'x', type: 'page' },
				variants: [
					{ reads: defaultOn('desktop'), body: digestContent(DEFAULT), headers: {} },
					{ reads: defaultOn('mobile'), body: digestContent(MOBILE), headers: {} },
					{ reads: readOf('pro'), body: digestContent(PRO), headers: {} },
				],
			},
		],
	}));
	const problems: string[] = [];
	const onProblem = (message: string) => problems.push(message);
	const classifier = createClassifier(definition);
	const vary = varyOf(definition, classifier.inputs);
	const store = openStore(folder.url, { memoryBytes: 1_000_000 });
	const pages = createVariedPages(store.index.pages);
	const front = createFront({
		live: {
			pages,
			dropBody: pages.dropBody,
			answered: { variant: 0, stale: 0, default: 0 },
			answerFor: createPageAnswers({
				epochs: { current: { number: 1, table, since: 0 }, before: undefined },
				createAnswer: createAnswerFactory(vary, { diagnostics: true }),
				createShared: createSharedAnswerFactory({
					diagnostics: true,
					edge: { maxAge: 60, swr: 600, targets: [] },
				}),
				uses: createAudienceUses(Date.now),
				rendering: undefined,
				now: Date.now,
			}),
			read: store.read,
		},
		routing: store.index.routing,
		vary,
		onProblem,
		readHost: createHostReader([]),
		resolveVisit: createVisitResolver({
			definition,
			classifier,
			persistence: createPersistence(definition, createSealer(SECRET, 'choose_segment')),
			readAudience: createAudienceReader(definition, SECRET),
			now: Date.now,
			onProblem,
		}),
	});
	const server = createServer((request, response) => {
		response.setHeader('X-Site', 'yes');
		// A session of the server around it, and what that depends on.
		if (request.headers['x-session']) response.setHeader('Set-Cookie', 'session=1');
		if (request.headers['x-theme']) response.setHeader('Vary', 'X-Theme');
		front(request, response, () => response.end(ASTRO));
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	const { device, segments: parts } = signAudienceParts(SECRET, definition.segments);
	return {
		folder,
		problems,
		audienceOf: (...names) =>
			[
				device.desktop,
				...names.map((name) => parts[definition.segments.findIndex((one) => one.name === name)]),
			].join('.'),
		spanOf: (body, coding) => folder.index.bodies[digestContent(body)]![coding]!,
		async get(path, headers = {}, method = 'GET') {
			const request = send({ host: '127.0.0.1', port, path, headers, method }).end();
			const [response] = (await once(request, 'response')) as [IncomingMessage];
			const chunks = (await response.toArray()) as Buffer[];
			return {
				status: response.statusCode ?? 0,
				headers: response.headers,
				body: Buffer.concat(chunks),
			};
		},
		async sendRaw(bytes) {
			const socket = connect(port, '127.0.0.1');
			socket.end(bytes, 'latin1');
			const chunks = (await socket.toArray()) as Buffer[];
			return Buffer.concat(chunks).toString('latin1').split('\r\n', 1)[0] ?? '';
		},
		async close() {
			server.close();
			server.closeAllConnections();
			await once(server, 'close');
			store.close();
			await folder.remove();
		},
	};
}

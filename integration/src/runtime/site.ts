import type { SSRManifest } from 'astro';
import definition from 'virtual:astro-choose/definition';
import settings from 'virtual:astro-choose/settings';
import { createClassifier } from '../audience/classifier.js';
import { createPersistence, NO_PERSISTENCE, type Persistence } from '../audience/persistence.js';
import { createSealer, SHORTEST_SECRET } from '../audience/sealing.js';
import { createHostReader, type HostReader } from '../audience/validated-host.js';
import { createVisitResolver, type VisitResolver } from '../audience/visits.js';
import { SEGMENT_COOKIE } from '../constants.js';
import { createDecisionTable, type DecisionTable } from '../decisions/decision-table.js';
import { digestDecisions } from '../decisions/digest.js';
import { ChooseError, describeThrown } from '../errors.js';
import { openStore, type VariantStore } from '../store/fs-store.js';
import { createAnswerFactory, varyOf } from './answers.js';
import { createAudienceUses } from './audience-use.js';
import { createEpochs } from './epochs.js';
import { createFallbacks, NO_FALLBACKS, type Fallbacks } from './fallbacks.js';
import { createFront, NO_FRONT, type Front } from './front.js';
import { createPageAnswers } from './page-answers.js';
import { createVariedPages } from './varied-pages.js';
import type { RuntimeSettings } from './settings.js';

/** Bytes of bodies kept in memory. */
const MEMORY_BYTES = 256 * 1024 * 1024;

/** The running site: composed once, when the server's entry is loaded. */
export interface Site extends RuntimeSettings {
	readonly front: Front;
	readonly table: DecisionTable;
	readonly resolveVisit: VisitResolver;
	readonly readHost: HostReader;
	/** `Vary` of every varied answer. */
	readonly vary: string;
	/** What on-demand pages are answered with that cannot be rendered. */
	readonly fallbacks: Fallbacks;
	readonly logger: SiteLogger;
}

export interface SiteLogger {
	warn(message: string): void;
	error(message: string): void;
}

let current: Site | undefined;

/** The site of this process, once {@link startSite} was called. */
export function currentSite(): Site | undefined {
	return current;
}

/** Composes the site from the bundle's definitions and the store beside it. Whatever is missing, the site starts. */
export function startSite(
	serverFolder: URL,
	manifest: Pick<SSRManifest, 'allowedDomains'>,
	logger: SiteLogger,
): Site {
	const warnOnce = createOnce((message) => {
		logger.warn(message);
	});
	const store = tryOpenStore(serverFolder, logger);
	const classifier = createClassifier(definition);
	const table = createDecisionTable(definition, store?.index.snapshots ?? [], (refusal) => {
		warnOnce(`a payload of ${refusal.experience} was refused; its default is shown`);
	});
	if (store !== undefined) checkDefaults(store, table, logger);
	const resolveVisit = createVisitResolver({
		definition,
		classifier,
		persistence: composePersistence(process.env.CHOOSE_SECRET, logger),
		now: Date.now,
		onProblem: warnOnce,
	});
	const readHost = createHostReader(manifest.allowedDomains ?? []);
	const vary = varyOf(definition, classifier.inputs);
	const pages = createVariedPages(store?.index.pages ?? []);
	const epochs = createEpochs({
		first: table,
		prepare: () => Promise.resolve(),
		swapWithin: 0,
		now: Date.now,
		onSwap: () => {
			pages.forgetAnswers();
		},
	});
	const answerFor = createPageAnswers({
		epochs,
		createAnswer: createAnswerFactory(vary, settings),
		uses: createAudienceUses(Date.now),
		rendering: undefined,
	});
	const front =
		store === undefined
			? NO_FRONT
			: createFront({
					store,
					routing: store.index.routing,
					pages,
					answerFor,
					resolveVisit,
					readHost,
					vary,
					onProblem: warnOnce,
				});
	const fallbacks =
		store === undefined
			? NO_FALLBACKS
			: createFallbacks(store.index.fallbacks, store, {
					now: Date.now,
					onUse: (message) => {
						logger.error(message);
					},
				});
	current = {
		...settings,
		front,
		table,
		resolveVisit,
		readHost,
		vary,
		fallbacks,
		logger,
	};
	return current;
}

function tryOpenStore(serverFolder: URL, logger: SiteLogger): VariantStore | undefined {
	try {
		return openStore(serverFolder, { memoryBytes: MEMORY_BYTES });
	} catch (error) {
		const isNamed = error instanceof ChooseError;
		const message = isNamed ? error.message : describeThrown(error);
		logger.error(
			`${message} ${(isNamed ? error.hint : undefined) ?? 'Every page is its default.'}`,
		);
		return undefined;
	}
}

// Variants are found by what they read. Where the server's own defaults are others, what read them is not found.
function checkDefaults(store: VariantStore, table: DecisionTable, logger: SiteLogger): void {
	if (store.index.defaults === digestDecisions(table.defaults)) return;
	logger.error(
		'src/choose.config.ts gives other defaults here than while the site was built, so that variants are not found. Write defaults that do not depend on the time, the environment or chance.',
	);
}

function composePersistence(secret: string | undefined, logger: SiteLogger): Persistence {
	if (!definition.segments.some((segment) => segment.persist !== undefined)) return NO_PERSISTENCE;
	if (secret !== undefined && Buffer.byteLength(secret) >= SHORTEST_SECRET) {
		return createPersistence(definition, createSealer(secret, SEGMENT_COOKIE));
	}
	const found = secret === undefined ? 'is not set' : `is shorter than ${SHORTEST_SECRET} bytes`;
	logger.warn(
		`CHOOSE_SECRET ${found}: segments are not persisted. Set it to ${SHORTEST_SECRET} random bytes or more, the same on every server.`,
	);
	return NO_PERSISTENCE;
}

function createOnce(tell: (message: string) => void): (message: string) => void {
	const told = new Set<string>();
	return (message) => {
		if (told.has(message) || told.size >= 1_000) return;
		told.add(message);
		tell(message);
	};
}

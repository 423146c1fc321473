import { fileURLToPath } from 'node:url';
import type { SSRManifest } from 'astro';
import definition from 'virtual:astro-choose/definition';
import settings from 'virtual:astro-choose/settings';
import { createClassifier } from '../audience/classifier.js';
import { createPersistence, NO_PERSISTENCE, type Persistence } from '../audience/persistence.js';
import { createSealer } from '../audience/sealing.js';
import { createHostReader, type HostReader } from '../audience/validated-host.js';
import { createVisitResolver, type VisitResolver } from '../audience/visits.js';
import { SEGMENT_COOKIE, SHORTEST_SECRET } from '../constants.js';
import type { DecisionTable } from '../decisions/decision-table.js';
import { describeRefusal } from '../decisions/describe-refusal.js';
import { digestDecisions } from '../decisions/digest.js';
import { ChooseError, describeThrown } from '../errors.js';
import { varyOf } from '../http/vary.js';
import { openStore, type VariantStore } from '../store/fs-store.js';
import { locateStateFolder, prepareStateFolder, type StateFolder } from '../store/state-folder.js';
import type { AudienceUses } from './audience-use.js';
import { createControl, type Control } from './control.js';
import { createFallbacks, NO_FALLBACKS, type Fallbacks } from './fallbacks.js';
import { createFront, NO_FRONT, type Front } from './front.js';
import { createLiveSite } from './live-site.js';
import type { RuntimeSettings } from './settings.js';
import { createOnce, type SiteLogger } from './site-logger.js';
import { createTrustedEdge } from './trusted-edge.js';

/** Bytes of bodies kept in memory. */
const MEMORY_BYTES = 256 * 1024 * 1024;

/** The running site: composed once, when the server's entry is loaded. */
export interface Site extends RuntimeSettings {
	/** Answers the endpoints that control the site. */
	readonly handleControl: Control;
	readonly front: Front;
	/** The decisions that visitors see now. */
	readonly table: DecisionTable;
	readonly resolveVisit: VisitResolver;
	readonly uses: AudienceUses;
	readonly readHost: HostReader;
	/** `Vary` of every varied answer. */
	readonly vary: string;
	/** What on-demand pages are answered with that cannot be rendered. */
	readonly fallbacks: Fallbacks;
	readonly logger: SiteLogger;
	/** Resolves when Choose was asked for the first time, at the latest after two seconds. */
	readonly ready: Promise<void>;
}

let current: Site | undefined;

/** The site of this process, once {@link startSite} was called. */
export function currentSite(): Site | undefined {
	return current;
}

/** Composes the site from the bundle's definitions and the store beside it. Whatever is missing, the site starts. */
export function startSite(
	serverFolder: URL,
	manifest: Pick<SSRManifest, 'allowedDomains' | 'base'>,
	logger: SiteLogger,
): Site {
	const { env } = process;
	const warnOnce = createOnce((message) => {
		logger.warn(message);
	});
	const store = tryOpenStore(serverFolder, logger);
	const classifier = createClassifier(definition);
	const vary = varyOf(definition, classifier.inputs);
	const fallbacks =
		store === undefined
			? NO_FALLBACKS
			: createFallbacks(store.index.fallbacks, store, {
					now: Date.now,
					onUse: (message) => {
						logger.error(message);
					},
				});
	const readAudience = createTrustedEdge({ definition, settings, env, logger });
	const live = createLiveSite({
		definition,
		settings,
		serverFolder,
		store,
		state: openStateFolder(serverFolder, env.CHOOSE_STATE, logger),
		env,
		vary,
		isShared: readAudience !== undefined,
		countFallbacks: () => [...fallbacks.uses.values()].reduce((sum, { count }) => sum + count, 0),
		onRefusal(refusal, snapshot) {
			warnOnce(describeRefusal(definition, refusal, snapshot));
		},
		now: Date.now,
		log: logger,
	});
	if (store !== undefined) checkDefaults(store, live.table, logger);
	const resolveVisit = createVisitResolver({
		definition,
		classifier,
		persistence: composePersistence(env.CHOOSE_SECRET, logger),
		readAudience,
		now: Date.now,
		onProblem: warnOnce,
	});
	const readHost = createHostReader(manifest.allowedDomains ?? []);
	const front =
		store === undefined
			? NO_FRONT
			: createFront({
					live,
					routing: store.index.routing,
					resolveVisit,
					readHost,
					vary,
					onProblem: warnOnce,
				});
	const handleControl = createControl({
		base: manifest.base,
		prefix: settings.control,
		secret: env.CHOOSE_SECRET,
		site: live.controlled,
		now: Date.now,
		log: (line) => {
			logger.info(line);
		},
	});
	current = {
		...settings,
		handleControl,
		front,
		get table() {
			return live.table;
		},
		resolveVisit,
		uses: live.uses,
		readHost,
		vary,
		fallbacks,
		logger,
		ready: live.start(),
	};
	void current.ready.then(() => store?.warm());
	return current;
}

function openStateFolder(
	serverFolder: URL,
	named: string | undefined,
	logger: SiteLogger,
): StateFolder | undefined {
	const folder = locateStateFolder(serverFolder, named);
	if (prepareStateFolder(folder)) return folder;
	logger.warn(
		`${fileURLToPath(folder.url)} cannot be written: what this process learns is kept in memory only. Set CHOOSE_STATE to a folder that can.`,
	);
	return undefined;
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

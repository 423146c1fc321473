import type { ChooseDefinition } from '../definition/definition-types.js';
import { describeThrown } from '../errors.js';
import type { Refusal } from '../decisions/decision-types.js';
import type { Snapshot } from '../decisions/snapshot.js';
import { createDecisionTable, type DecisionTable } from '../decisions/decision-table.js';
import type { VariantStore } from '../store/fs-store.js';
import { openPin } from '../store/pin-file.js';
import { createRecorder, NO_RECORDER } from '../store/history/recorder.js';
import type { StateFolder } from '../store/state-folder.js';
import { openSwitches } from '../store/switches.js';
import { createAnswerFactory } from './answers.js';
import { createAudienceUses, type AudienceUses } from './audience-use.js';
import { createCdn, NO_CDN } from './cdn.js';
import { createControlledSite } from './controlled-site.js';
import type { ControlledSite } from './control-types.js';
import { within } from '../deferred.js';
import { createEpochs, type Epoch } from './epochs.js';
import { createLiveVariants } from './live-variants.js';
import { createPageAnswers, type PageAnswers } from './page-answers.js';
import { createPreparation } from './prepare-epoch.js';
import { createPresentDecisions, digestTable } from './present-decisions.js';
import type { RuntimeSettings } from './settings.js';
import { createShownSince } from './shown-since.js';
import { createSharedAnswerFactory } from './shared-answers.js';
import { createOnce, type SiteLogger } from './site-logger.js';
import { createSiteRefresher } from './site-refresher.js';
import { describeSite } from './site-status.js';
import {
	createVariedPages,
	type AnswerCounts,
	type VariedPage,
	type VariedPages,
} from './varied-pages.js';

export interface LiveSiteOptions {
	readonly definition: ChooseDefinition;
	readonly settings: RuntimeSettings;
	readonly serverFolder: URL;
	/** Undefined: the build's cannot be used, and every prerendered page is its default. */
	readonly store: VariantStore | undefined;
	/** Undefined: none that can be written. */
	readonly state: StateFolder | undefined;
	readonly env: NodeJS.ProcessEnv;
	/** `Vary` of every varied page. */
	readonly vary: string;
	/** A trusted edge may say who a visitor is, and share pages between visitors. */
	readonly isShared: boolean;
	readonly countFallbacks: () => number;
	readonly onRefusal: (refusal: Refusal, snapshot: Snapshot) => void;
	readonly now: () => number;
	readonly log: SiteLogger;
}

/** The part of a running site that changes: which decisions are shown, and which variants there are. */
export interface LiveSite {
	/** The decisions that visitors see now. */
	readonly table: DecisionTable;
	readonly pages: VariedPages;
	readonly answerFor: PageAnswers;
	/** A body, rendered live or by the build. */
	readonly read: VariantStore['read'];
	/** A body cannot be read. True: what it is of is forgotten, and will be rendered again. */
	dropBody(page: VariedPage, digest: string): boolean;
	readonly uses: AudienceUses;
	readonly answered: AnswerCounts;
	readonly controlled: ControlledSite;
	/** Asks Choose for the first time, and renders what is missing; resolves at the latest after a deadline. Never rejects. */
	start(): Promise<void>;
}

/** Milliseconds that a start waits for pages, once Choose was asked. */
const LONGEST_PREPARATION = 2_000;

export function createLiveSite(options: LiveSiteOptions): LiveSite {
	const { definition, settings, serverFolder, store, state, env, now, log } = options;
	const { live } = settings;
	const warn = (message: string) => {
		log.warn(message);
	};
	const uses = createAudienceUses(now);
	const pages = createVariedPages(store?.index.pages ?? []);
	const answered: AnswerCounts = { variant: 0, stale: 0, default: 0 };
	const built = store?.snapshots ?? [];

	const refresher = createSiteRefresher({
		definition,
		settings,
		env,
		state,
		built,
		lastSeen: uses.lastSeen,
		onChange: () => void show(),
		log,
		now,
	});
	const isDisabled = env.CHOOSE_DISABLED === '1';
	const switches = openSwitches({
		file: state?.switches,
		disabled: isDisabled,
		now,
		onChange: () => void show({ atOnce: true }),
		onProblem: warn,
	});
	const pin =
		state &&
		openPin({
			file: state.pin,
			onChange(pinned) {
				const isPinned = pinned && `decisions are pinned to those of ${pinned.at}`;
				log.info(isPinned ?? 'unpinned');
				void show({ atOnce: true });
			},
			onProblem: (message) => {
				log.error(message);
			},
		});

	const decisions = createPresentDecisions(
		definition,
		{
			present: () => refresher.present,
			pinned: () => pin?.current?.snapshots,
			off: () => switches.current,
		},
		options.onRefusal,
	);
	const variants =
		store && live !== false
			? createLiveVariants({ serverFolder, store, live, state, pages, now, log })
			: undefined;
	const prepare =
		variants === undefined
			? () => Promise.resolve()
			: createPreparation({
					segments: definition.segments,
					pages,
					uses,
					rendering: variants.rendering,
				});
	const recorder =
		store === undefined || state === undefined || live === false
			? NO_RECORDER
			: createRecorder({ state, definition, keep: live.keep * 1_000, onProblem: warn });
	const since = createShownSince(definition.segments);
	const note = (epoch: Epoch) => {
		since.note(epoch);
		if (store === undefined || isDisabled || refresher.status.role === 'following') return;
		void recorder.record({
			at: epoch.since,
			table: epoch.table,
			snapshots: pin?.current?.snapshots ?? refresher.present,
			build: { id: store.id, folder: serverFolder },
		});
	};
	const cdn =
		store !== undefined && options.isShared
			? createCdn({ definition, env, build: store.id, file: state?.purged, log })
			: NO_CDN;
	const first = decisions.decide();
	const asBuilt = createDecisionTable(definition, built, () => undefined);
	const epochs = createEpochs({
		first,
		built: asBuilt,
		prepare,
		swapWithin: live === false ? 0 : live.swapWithin * 1_000,
		now,
		onSwap(epoch) {
			variants?.rendering.drop();
			pages.forgetAnswers();
			if (epochs.before === undefined) pages.forgetHeld();
			pages.ageUses();
			note(epoch);
			cdn.show(epoch.table);
		},
	});
	const logOnce = createOnce((message) => {
		log.error(message);
	});
	// A schema is the site's own code, and may throw.
	const guarded = async (takeOver: () => Promise<void>) => {
		try {
			await takeOver();
		} catch (error) {
			logOnce(`new decisions could not be taken over: ${describeThrown(error)}`);
		}
	};
	const show = (how?: { readonly atOnce: boolean }) => guarded(() => decisions.show(epochs, how));

	return {
		get table() {
			return epochs.current.table;
		},
		pages,
		uses,
		answered,
		answerFor: createPageAnswers({
			epochs,
			createAnswer: createAnswerFactory(options.vary, settings),
			createShared: options.isShared ? createSharedAnswerFactory(settings) : undefined,
			uses,
			rendering: variants?.rendering,
			now: () => performance.now(),
		}),
		read: (digest, coding) =>
			variants?.livePages.read(digest, coding) ?? store?.read(digest, coding),
		dropBody: (page, digest) => variants !== undefined && pages.dropBody(page, digest),
		controlled: createControlledSite({
			definition,
			refresher,
			switches,
			epochs,
			showPresent: show,
			isShared: state !== undefined,
			status: () =>
				describeSite({
					definition,
					epochs,
					since,
					refresher,
					switches,
					isDisabled,
					pinnedTo: pin?.current?.at,
					store,
					pages,
					variants,
					answered,
					fallbackUses: options.countFallbacks(),
					now: now(),
				}),
		}),
		start: () =>
			guarded(async () => {
				await refresher.start();
				const shown = show();
				const isSame = (one: DecisionTable, other: DecisionTable) =>
					digestTable(definition, one) === digestTable(definition, other);
				// What an earlier process had learned is shown from the start; its pages may still have to be rendered.
				const isMissing = isSame(first, decisions.decide()) && !isSame(first, asBuilt);
				await within(LONGEST_PREPARATION, isMissing ? epochs.prepareCurrent() : shown);
				if (epochs.current.number === 1) note(epochs.current);
				cdn.show(epochs.current.table);
			}),
	};
}

import { createChooseClient } from '../choose/client.js';
import type { ChooseClient } from '../choose/choose-types.js';
import {
	completeConnection,
	connectionEnvironment,
	sourceOf,
	urlOf,
} from '../choose/complete-connection.js';
import { asksForAnything } from '../decisions/question.js';
import { createNoShare, type LastSeen } from '../decisions/refresh/share-types.js';
import { createRefresher } from '../decisions/refresher.js';
import type { Refresher } from '../decisions/refresher-types.js';
import { createRestingRefresher } from '../decisions/resting-refresher.js';
import type { Snapshot } from '../decisions/snapshot.js';
import type { ChooseDefinition } from '../definition/definition-types.js';
import { describeThrown } from '../errors.js';
import { createRefresherShare } from '../store/refresher-share.js';
import type { StateFolder } from '../store/state-folder.js';
import type { RuntimeSettings } from './settings.js';
import type { SiteLogger } from './site-logger.js';

export interface SiteRefresherOptions {
	readonly definition: ChooseDefinition;
	readonly settings: RuntimeSettings;
	readonly env: NodeJS.ProcessEnv;
	/** Undefined: none that can be written. */
	readonly state: StateFolder | undefined;
	/** What the build knew. */
	readonly built: readonly Snapshot[];
	readonly lastSeen: LastSeen;
	readonly onChange: () => void;
	readonly log: SiteLogger;
	readonly now: () => number;
}

/** The refresher of a running site; one that rests where nothing is to be asked, or there is nothing to ask with. */
export function createSiteRefresher(options: SiteRefresherOptions): Refresher {
	const { definition, settings, env, state, built, log, now } = options;
	const { live } = settings;
	const environment = connectionEnvironment(env);
	const source = sourceOf({ ...settings, url: urlOf(settings, environment) });
	if (live === false) {
		const reason = 'live is false in the options of choose(): every page stays as it was built.';
		return createRestingRefresher({
			definition,
			source,
			built,
			share: createNoShare(),
			reason,
			now,
		});
	}
	const share = createRefresherShare({
		state,
		definition,
		source,
		idle: live.idle,
		now,
		onProblem(error) {
			log.warn(`decisions could not be written down: ${describeThrown(error)}`);
		},
	});
	const rest = (reason: string) =>
		createRestingRefresher({ definition, source, built, share, reason, now });
	// It would keep the processes beside it, which show decisions, from asking and from recording them.
	if (env.CHOOSE_DISABLED === '1') return rest('this process was started with CHOOSE_DISABLED=1.');
	if (!asksForAnything(definition)) return rest('nothing is declared per segment.');
	const connection = completeConnection(settings, environment);
	if (connection === undefined) {
		const reason = 'INTEMPT_API_KEY is not set where the server runs: decisions stay as they are.';
		log.info(reason);
		return rest(reason);
	}
	let client: ChooseClient;
	try {
		client = createChooseClient(connection);
	} catch (error) {
		log.error(describeThrown(error));
		return rest('INTEMPT_API_KEY is not of the form prefix.secret.');
	}
	return createRefresher({
		definition,
		client,
		source,
		built,
		maxAge: settings.maxAge,
		staleIfError: settings.staleIfError,
		idle: live.idle,
		concurrency: settings.concurrency,
		lastSeen: options.lastSeen,
		share,
		onChange: options.onChange,
		log,
		now,
		steady: () => performance.now(),
		random: Math.random,
	});
}

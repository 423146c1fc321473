import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AstroConfig } from 'astro';
import { createClassifier } from '../audience/classifier.js';
import { createPersistence } from '../audience/persistence.js';
import { createSealer } from '../audience/sealing.js';
import { NodeFacts } from '../audience/node-facts.js';
import { readAsked, type Target } from '../audience/subrequest.js';
import { createHostReader } from '../audience/validated-host.js';
import { createVisitResolver, type Visit } from '../audience/visits.js';
import type { ChooseClient } from '../choose/choose-types.js';
import { SEGMENT_COOKIE } from '../constants.js';
import { decideDefaults } from '../decisions/decide.js';
import type { ChooseDefinition } from '../definition/definition-types.js';
import { createScope, renderScope } from '../rendering/scope.js';
import type { Outcome } from '../variants/reads.js';
import { createDevDecisions, type DevDecisions } from './dev-decisions.js';

/** What `astro dev` puts in front of Astro: every page is rendered for the visitor who asks for it. */
export interface DevSite {
	handle(request: IncomingMessage, response: ServerResponse, next: () => void): void;
	/** Takes edited definitions. */
	redefine(definition: ChooseDefinition): void;
	/** Forgets the decisions made so far. */
	forget(): void;
}

export interface DevSiteOptions {
	readonly definition: ChooseDefinition;
	readonly client: ChooseClient;
	readonly config: Pick<AstroConfig, 'security'>;
	/** Milliseconds a decision is kept. */
	readonly maxAge: number;
	readonly onProblem: (message: string) => void;
}

/** Modules and assets of the dev server: no page among them. */
const NOT_A_PAGE = /^\/(?:@|node_modules\/|src\/|_image|__)/;

export function createDevSite(options: DevSiteOptions): DevSite {
	const sealer = createSealer(randomBytes(32).toString('hex'), SEGMENT_COOKIE);
	const readHost = createHostReader(options.config.security.allowedDomains);
	let state = compose(options.definition);

	function compose(definition: ChooseDefinition) {
		const decisions: DevDecisions = createDevDecisions({ ...options, definition, now: Date.now });
		const resolveVisit = createVisitResolver({
			definition,
			classifier: createClassifier(definition),
			persistence: createPersistence(definition, sealer),
			now: Date.now,
			onProblem: options.onProblem,
		});
		const defaults = {
			decisions: decideDefaults(definition, 'absent'),
			device: 'desktop',
		} as const;
		return { decisions, resolveVisit, defaults };
	}

	const run = async (request: IncomingMessage, response: ServerResponse, next: () => void) => {
		const { decisions, resolveVisit, defaults } = state;
		const facts = new NodeFacts(request, readHost);
		const decide = async ({ audience }: Visit) => ({
			decisions: await decisions.of(audience),
			device: audience.device,
		});
		const visit = await resolveVisit(facts, { secure: false });
		if (visit.setCookie !== undefined) response.appendHeader('set-cookie', visit.setCookie);
		const outcome = await decide(visit);
		let decided: Promise<Outcome> | undefined;
		const outcomeOf = (target: Target) => (decided ??= decideTarget(target));
		const decideTarget = async (target: Target) => {
			if (target === 'page') return outcome;
			const { facts: own, pageQuery } = readAsked(facts, target);
			return decide(await resolveVisit(own, { secure: false, pageQuery }));
		};
		renderScope.run({ ...createScope(outcome, defaults), outcomeOf }, next);
	};

	return {
		handle(request, response, next) {
			if (NOT_A_PAGE.test(request.url ?? '')) next();
			else void run(request, response, next);
		},
		redefine(definition) {
			state = compose(definition);
		},
		forget() {
			state.decisions.forget();
		},
	};
}

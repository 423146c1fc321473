import { createAudience, type Audience } from '../../../integration/src/audience/audience.js';
import { createDecisionTable } from '../../../integration/src/decisions/decision-table.js';
import type { SwitchedOff } from '../../../integration/src/decisions/decision-table.js';
import { createAnswerFactory } from '../../../integration/src/runtime/answers.js';
import { createAudienceUses } from '../../../integration/src/runtime/audience-use.js';
import { createDeferred } from '../../../integration/src/deferred.js';
import type { LiveRenderer } from '../../../integration/src/runtime/live-renderer-types.js';
import { createLiveRendering } from '../../../integration/src/runtime/live-rendering.js';
import { createPageAnswers } from '../../../integration/src/runtime/page-answers.js';
import { createPreparation } from '../../../integration/src/runtime/prepare-epoch.js';
import { createVariedPages } from '../../../integration/src/runtime/varied-pages.js';
import type { StoredVariant } from '../../../integration/src/store/index-file.js';
import { createLivePages } from '../../../integration/src/store/live-pages.js';
import { valueOfRead, type Outcome } from '../../../integration/src/variants/reads.js';
import { definitionOf, text } from '../../support/definition.js';

export const definition = definitionOf({
	segments: {
		pro: { when: { cookie: { plan: 'pro' } } },
		social: { when: { query: { utm_source: 'facebook' } } },
		staff: { when: false, private: true },
	},
	experiences: { one: text(), two: text() },
});

export type Payloads = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What segments are shown, by experience. */
export function tableOf(payloads: Payloads, off?: SwitchedOff, expired: readonly string[] = []) {
	const snapshots = Object.entries(payloads).flatMap(([segment, experiences]) =>
		(['desktop', 'mobile'] as const).map((device) => ({
			segment,
			device,
			fetchedAt: 0,
			reply: { experiences, groups: {} },
			expired,
		})),
	);
	return createDecisionTable(definition, snapshots, () => undefined, off);
}

/** Renders the payload of `one`, or that of `two` for the page `two.html`, as text; when it is told to. */
export class FakeRenderer implements Pick<LiveRenderer, 'render'> {
	readonly rendered: string[] = [];
	/** What is thrown instead, by what would be rendered. */
	readonly failures = new Map<string, Error>();
	#gate: Promise<void> = Promise.resolve();

	/** Renders nothing until the result is called. */
	hold(): () => void {
		const { promise, resolve } = createDeferred();
		this.#gate = promise;
		return resolve;
	}

	async render({ url }: { readonly url: string }, outcome: Outcome) {
		const name = url.includes('two') ? 'two' : 'one';
		const shown = `${name}: ${String(outcome.decisions.experiences.get(name)?.payload)}`;
		this.rendered.push(shown);
		await this.#gate;
		const failure = this.failures.get(shown);
		if (failure !== undefined) throw failure;
		const read = { kind: 'experience', name } as const;
		const reads = [{ ...read, value: valueOfRead(outcome, read)! }];
		return { body: { identity: Buffer.from(shown) }, headers: {}, reads, ms: 1 };
	}
}

/**
 * Pages of which only the defaults are built, over a {@link FakeRenderer}: `one`, and what begins with `one-`, reads the experience of
 * that name.
 */
export function createLiveSite(payloads: Payloads = {}, names: readonly string[] = ['one', 'two']) {
	const errors: string[] = [];
	const renderer = new FakeRenderer();
	const defaults = { decisions: tableOf({}).defaults, device: 'desktop' } as const;
	const pages = createVariedPages(
		names.map((name) => {
			const read = { kind: 'experience', name: name.replace(/-.*/, '') } as const;
			const reads = [{ ...read, value: valueOfRead(defaults, read)! }];
			return {
				file: `${name}.html`,
				request: { url: `http://localhost/${name}`, route: '/', component: '', type: 'page' },
				variants: [{ reads, body: `default of ${name}`, headers: {} }],
			};
		}),
	);
	const livePages = createLivePages({
		folder: undefined,
		variants: 5_000,
		memory: 1_000_000,
		disk: 0,
		keep: 0,
		now: Date.now,
		onRemove: pages.remove,
		onProblem: (message) => errors.push(message),
	});
	const rendering = createLiveRendering({
		renderer,
		livePages,
		pages,
		now: Date.now,
		log: { error: (message) => errors.push(message) },
	});
	const uses = createAudienceUses(Date.now);
	const epochs = {
		current: { number: 1, table: tableOf(payloads), since: 0 },
		before: undefined as ReturnType<typeof tableOf> | undefined,
	};
	const answerFor = createPageAnswers({
		epochs,
		createAnswer: createAnswerFactory('', { diagnostics: true }),
		uses,
		rendering,
		now: Date.now,
	});
	const audiences = new Map<string, Audience>();
	const audienceOf = (names: string) => {
		const known = audiences.get(names);
		if (known !== undefined) return known;
		const segments = names === '' ? [] : names.split(' ');
		const audience = createAudience(
			segments.map((name) => definition.segments.find((one) => one.name === name)!),
			'desktop',
		);
		audiences.set(names, audience);
		return audience;
	};
	const bytesOf = ({ body }: Pick<StoredVariant, 'body'>) =>
		livePages.read(body, 'identity')?.toString() ?? body;
	return {
		renderer,
		pages,
		livePages,
		rendering,
		uses,
		errors,
		audienceOf,
		prepare: createPreparation({ segments: definition.segments, pages, uses, rendering }),
		/** What an audience gets for a page, and its cache status. */
		ask(file: string, names: string) {
			const page = pages.all.find((one) => one.file === file)!;
			const found = answerFor(page, audienceOf(names))!;
			page.uses++;
			found.use.count++;
			const headers = found.answer.headersFor('identity', 0);
			return {
				shown: bytesOf(found.answer),
				status: headers[headers.indexOf('Cache-Status') + 1],
				rendered: found.rendered,
			};
		},
		/** Shows other decisions from now on. */
		swap(next: Payloads, off?: SwitchedOff, expired?: readonly string[]) {
			rendering.drop();
			epochs.before = epochs.current.table;
			epochs.current = {
				number: epochs.current.number + 1,
				table: tableOf(next, off, expired),
				since: 0,
			};
			pages.forgetAnswers();
		},
		/** Likewise, and at once: nothing stands in for them. */
		swapAtOnce(next: Payloads, off?: SwitchedOff) {
			this.swap(next, off);
			epochs.before = undefined;
			pages.forgetHeld();
		},
		table: () => epochs.current.table,
		/** Resolves when something has begun to be rendered: on a busy machine it takes a turn or more. */
		async begun() {
			while (renderer.rendered.length === 0) await new Promise(setImmediate);
		},
		/** Resolves when nothing is left to render. */
		async settled() {
			while (rendering.waiting > 0) await new Promise(setImmediate);
		},
	};
}

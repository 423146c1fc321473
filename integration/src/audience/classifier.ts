import { LRUCache } from 'lru-cache';
import { isCatchAll } from '../definition/catch-all.js';
import type { ChooseDefinition, Segment } from '../definition/definition-types.js';
import { createMemo } from '../memo.js';
import type { Device } from '../types.js';
import { createAudience, type Audience } from './audience.js';
import { audienceKey } from './audience-key.js';
import { createDeviceRule } from './device.js';
import type { RequestFacts } from './request-facts.js';
import { compileRule, readInput, type RuleInput, type RuleTest } from './rules.js';

/** Entries of each memo. An entry is a few hundred bytes. */
const MEMO_ENTRIES = 5_000;
/** Longer inputs (a forged query, say) are classified without the memo. */
const LONGEST_MEMO_KEY = 512;

/** Request → audience. Total: whatever the request holds, there is an audience. */
export interface Classifier {
	/** The declared segments whose rules match this request, in declared order, the catch-all not among them. */
	matchRules(facts: RequestFacts): readonly Segment[];
	/**
	 * The audience: those matched on this request in declared order, then those persisted from an earlier one, then the one that
	 * matches everybody.
	 */
	audienceOf(
		facts: RequestFacts,
		matched: readonly Segment[],
		persisted: readonly Segment[],
	): Audience;
	/** Likewise, of a device that is known. */
	audienceFor(device: Device, matched: readonly Segment[], persisted: readonly Segment[]): Audience;
	/** What of a request the rules read. */
	readonly inputs: readonly RuleInput[];
}

/** Creates the classifier of a definition; compile once, call for each request. */
export function createClassifier(definition: ChooseDefinition): Classifier {
	const inputs: RuleInput[] = [];
	const rules = compileRules(definition.segments, inputs);
	const deviceOf = createDeviceRule(definition.device);
	const catchAll = definition.segments.filter(isCatchAll);
	const matches = createMemo<readonly Segment[]>(MEMO_ENTRIES);
	const audiences = new LRUCache<string, Audience>({ max: MEMO_ENTRIES });

	const evaluate = (facts: RequestFacts) =>
		rules.filter(({ test }) => test(facts)).map(({ segment }) => segment);

	const internAudience = (segments: readonly Segment[], device: Device): Audience => {
		const key = audienceKey(segments, device);
		const known = audiences.get(key);
		if (known !== undefined) return known;
		const audience = createAudience(segments, device);
		audiences.set(key, audience);
		return audience;
	};

	// Who is in nothing persisted is found by the list of what matched, which the memos above hand out again: no key to build.
	const known: Readonly<Record<Device, WeakMap<readonly Segment[], Audience>>> = {
		desktop: new WeakMap(),
		mobile: new WeakMap(),
	};

	const compose: Classifier['audienceFor'] = (device, matched, persisted) => {
		const first = matched.filter((segment) => !isCatchAll(segment));
		const later = persisted.filter((segment) => !isCatchAll(segment) && !first.includes(segment));
		return internAudience([...first, ...later, ...catchAll], device);
	};

	const audienceFor: Classifier['audienceFor'] = (device, matched, persisted) => {
		if (persisted.length > 0) return compose(device, matched, persisted);
		const kept = known[device].get(matched);
		if (kept !== undefined) return kept;
		const audience = compose(device, matched, persisted);
		known[device].set(matched, audience);
		return audience;
	};

	return {
		inputs,
		matchRules(facts) {
			const key = memoKey(facts, inputs);
			if (key.length > LONGEST_MEMO_KEY) return evaluate(facts);
			const known = matches.get(key);
			if (known !== undefined) return known;
			const matched = evaluate(facts);
			matches.set(key, matched);
			return matched;
		},
		audienceFor,
		audienceOf: (facts, matched, persisted) => audienceFor(deviceOf(facts), matched, persisted),
	};
}

function compileRules(
	segments: readonly Segment[],
	inputs: RuleInput[],
): readonly { readonly segment: Segment; readonly test: RuleTest }[] {
	const useInput = (input: RuleInput) => {
		if (!inputs.some(({ kind, name }) => kind === input.kind && name === input.name))
			inputs.push(input);
	};
	return segments.flatMap((segment) =>
		segment.when ? [{ segment, test: compileRule(segment.when, useInput) }] : [],
	);
}

// Each value stands behind its length, so that no value a visitor may send reads like another set of values.
function memoKey(facts: RequestFacts, inputs: readonly RuleInput[]): string {
	let key = '';
	for (const input of inputs) {
		const value = readInput(facts, input);
		key += value === undefined ? '-' : `${value.length}:${value}`;
	}
	return key;
}

import { curlOf } from '../asked-target.js';
import type { Answer, Finding, PageAnswers } from '../prove-types.js';
import { firstDifference } from './difference.js';
import { likenessOf } from './likeness.js';
import { samplesOf } from './suspects.js';

export interface CacheJudgement {
	readonly compared: number;
	readonly findings: readonly Finding[];
}

/** Whether everybody got through the cache what they get directly. The first counter-example of each asker is told. */
export function judgeCache(page: PageAnswers, site: URL): CacheJudgement {
	const findings = new Map<string, Finding>();
	let compared = 0;
	for (const order of page.cached) {
		for (const [at, answer] of order.entries()) {
			const own = samplesOf(page, answer.asker.id);
			const [expected] = own;
			const likeness = likenessOf(own, [answer]);
			if (likeness !== 'incomparable') compared++;
			if (expected === undefined || likeness !== 'different') continue;
			const before = order.slice(0, at).find((one) => one.digest === answer.digest);
			if (!findings.has(answer.asker.id))
				findings.set(answer.asker.id, mixedFinding(page, site, { expected, answer, before }));
		}
	}
	return { compared, findings: [...findings.values()] };
}

function mixedFinding(
	{ path }: PageAnswers,
	site: URL,
	{ expected, answer, before }: { expected: Answer; answer: Answer; before: Answer | undefined },
): Finding {
	const { name } = answer.asker;
	const whose = before === undefined ? 'something else' : `what ${before.asker.name} had got`;
	const control = String(answer.headers['cache-control'] ?? '(none)');
	const vary = String(answer.headers.vary ?? '(none)');
	return {
		name: 'MixedByCache',
		weight: 'error',
		page: path,
		message: `Through a shared cache, ${name} gets ${whose}, and not the page that the site sends ${name}.`,
		evidence: [`Cache-Control: ${control}; Vary: ${vary}`, ...firstDifference(expected, answer)],
		curl: [...(before === undefined ? [] : [before]), answer].map((one) =>
			curlOf(one.asker, one.target, site),
		),
	};
}

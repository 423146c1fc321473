import { curlOf } from '../asked-target.js';
import type { Finding, PageAnswers } from '../prove-types.js';
import { firstDifference } from './difference.js';
import { isChanging, likenessOf } from './likeness.js';
import { samplesOf } from './suspects.js';

export interface LikenessJudgement {
	readonly compared: number;
	readonly findings: readonly Finding[];
}

/** Whether each crawler got what a person with the same request got. */
export function judgeLikeness(page: PageAnswers, site: URL): LikenessJudgement {
	const findings: Finding[] = [];
	let compared = 0;
	for (const { asker } of page.direct) {
		const { sameAs } = asker;
		if (sameAs === undefined) continue;
		const reference = samplesOf(page, sameAs);
		const found = samplesOf(page, asker.id);
		const [expected] = reference;
		const [answer] = found;
		if (expected === undefined || answer === undefined) continue;
		const likeness = likenessOf(reference, found);
		if (likeness !== 'incomparable') compared++;
		if (likeness !== 'different') continue;
		findings.push({
			name: 'Cloaking',
			weight: 'error',
			page: page.path,
			message: `${asker.name} gets something else than ${expected.asker.name}.`,
			evidence: firstDifference(expected, answer),
			curl: [expected, answer].map((one) => curlOf(one.asker, one.target, site)),
		});
	}
	return { compared, findings };
}

/** That a page changes with each request, whoever asks; said once. */
export function judgeStability(page: PageAnswers, site: URL): Finding[] {
	for (const { asker, target } of page.direct) {
		const samples = samplesOf(page, asker.id);
		const [first, second] = samples;
		if (first === undefined || second === undefined || !isChanging(samples)) continue;
		const references = page.direct.filter((one) => one.asker.sameAs === asker.id);
		const isLost = references.some(
			(one) => likenessOf(samples, samplesOf(page, one.asker.id)) === 'incomparable',
		);
		const compared = isLost
			? 'It could not be compared: only markers were looked for.'
			: 'It was compared but for what changed.';
		return [
			{
				name: 'ChangesByItself',
				weight: 'warning',
				page: page.path,
				message: `The page is another each time ${asker.name} asks for it. ${compared}`,
				evidence: firstDifference(
					first,
					samples.find((one) => one.digest !== first.digest) ?? second,
				),
				curl: [curlOf(asker, target, site)],
			},
		];
	}
	return [];
}

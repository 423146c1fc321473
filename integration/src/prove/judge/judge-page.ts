import { curlOf } from '../asked-target.js';
import type { Answer, Asker, Finding, PageAnswers, PageJudgement } from '../prove-types.js';
import { judgeAddresses } from './judge-addresses.js';
import { judgeCache } from './judge-cache.js';
import { judgeLeaks } from './judge-leaks.js';
import { judgeLikeness, judgeStability } from './judge-likeness.js';
import { samplesOf } from './suspects.js';

export interface JudgedPage extends PageJudgement {
	readonly variantPaths: readonly string[];
}

/** Judges all answers for one page. Pure: the same answers are judged alike whenever. */
export function judgePage(page: PageAnswers, askers: readonly Asker[], site: URL): JudgedPage {
	const likeness = judgeLikeness(page, site);
	const cache = judgeCache(page, site);
	const leaks = judgeLeaks(page, askers, site);
	const addresses = judgeAddresses(page, site);
	const unstable = judgeStability(page, site);
	const cached = page.cached.flat();
	const person = samplesOf(page, 'chrome-desktop')[0];
	return {
		path: page.path,
		status: person?.status ?? 0,
		digests: {
			desktop: person?.digest ?? '',
			mobile: samplesOf(page, 'chrome-mobile')[0]?.digest ?? '',
		},
		bodies: new Set(page.direct.map(({ digest }) => digest)).size,
		differsFor: page.direct.filter((answer) => isOwn(page, answer)).map(({ asker }) => asker.id),
		changesByItself: unstable.length > 0,
		counts: {
			direct: page.direct.length + page.again.length,
			cached: cached.length,
			kept: cached.filter(({ kept }) => kept).length,
			likeness: likeness.compared,
			sameness: cache.compared,
			searched: leaks.searched,
			variants: page.direct.filter((answer) => /\bchoose; hit/.test(cacheStatus(answer))).length,
			addresses: addresses.seen,
		},
		variantPaths: addresses.variantPaths,
		findings: [
			...judgeAnswered(page, site),
			...likeness.findings,
			...leaks.findings,
			...cache.findings,
			...addresses.findings,
			...judgeReached(page, site),
			...unstable,
		],
	};
}

function isOwn(page: PageAnswers, { asker, digest }: Answer): boolean {
	if (asker.kind !== 'segment') return false;
	const [person] = samplesOf(page, `chrome-${asker.device}`);
	return person !== undefined && person.digest !== digest;
}

function judgeAnswered({ path, direct }: PageAnswers, site: URL): Finding[] {
	const failed = direct.find(({ status }) => status === 0);
	const told = { page: path, evidence: [] };
	if (failed !== undefined) {
		const message = `${failed.asker.name} got no answer: ${failed.failure ?? 'none'}.`;
		const curl = [curlOf(failed.asker, failed.target, site)];
		return [{ ...told, name: 'NoAnswer', weight: 'error', message, curl }];
	}
	const person = direct.find(({ asker }) => asker.kind === 'person');
	if (person === undefined || person.status === 200) return [];
	const message = `${person.asker.name} gets status ${person.status} where a page is listed.`;
	const curl = [curlOf(person.asker, person.target, site)];
	return [{ ...told, name: 'NotAPage', weight: 'warning', message, curl }];
}

/** Whether everybody got the variant that is meant for them, as far as the site says so itself (`Cache-Status`). */
function judgeReached({ path, direct }: PageAnswers, site: URL): Finding[] {
	const missed = direct.filter((answer) => /\bchoose; fwd=/.test(cacheStatus(answer)));
	const [first] = missed;
	if (first === undefined) return [];
	const names = missed.map(({ asker }) => asker.name);
	return [
		{
			name: 'VariantNotReached',
			weight: 'warning',
			page: path,
			message: `The default was sent in place of a variant to ${names.join(', ')}.`,
			evidence: [`Cache-Status: ${cacheStatus(first)}`],
			curl: [curlOf(first.asker, first.target, site)],
		},
	];
}

function cacheStatus({ headers }: Answer): string {
	return String(headers['cache-status'] ?? '');
}

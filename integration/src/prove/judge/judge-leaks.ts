import { curlOf } from '../asked-target.js';
import { mayBeGivenTo, type CachedRequest } from '../cache-policy.js';
import type { Answer, Asker, Finding, Marker, PageAnswers } from '../prove-types.js';
import { excerpt } from './difference.js';

export interface LeakJudgement {
	/** Answers that markers of others were looked for in. */
	readonly searched: number;
	readonly findings: readonly Finding[];
}

interface Owned {
	readonly owner: Asker;
	readonly marker: Marker;
}

/** Whether anything that one visitor sent stands in an answer to another, or in one that a shared cache may give to another. */
export function judgeLeaks(page: PageAnswers, askers: readonly Asker[], site: URL): LeakJudgement {
	const markers = ownedMarkers(askers);
	const findings = new Map<string, Finding>();
	const tell = (key: string, finding: Finding) => {
		if (!findings.has(key)) findings.set(key, finding);
	};
	const answers = [...page.direct, ...page.again, ...page.cached.flat()];
	const seen = new Map<string, readonly Owned[]>();
	for (const answer of answers) {
		// Many answers are one body.
		const inBody = seen.get(answer.digest) ?? markersIn(answer.body, markers);
		seen.set(answer.digest, inBody);
		const inHead = markersIn(JSON.stringify(answer.headers), markers);
		for (const owned of new Set([...inBody, ...inHead])) {
			const { owner, marker } = owned;
			const place = inBody.includes(owned) ? answer.body : JSON.stringify(answer.headers);
			if (owner.owner !== answer.asker.owner) {
				tell(
					`leak ${owner.id} ${marker.sentAs} ${answer.via}`,
					leakFinding(page, site, owned, answer, place),
				);
			} else if (
				!answer.target.includes(marker.text) &&
				answer.via === 'direct' &&
				isShared(answer)
			) {
				tell(`will ${marker.sentAs}`, reflectionFinding(page, site, owned, answer, place));
			}
		}
		const setCookie = answer.headers['set-cookie'];
		if (setCookie !== undefined && (answer.kept || isShared(answer)))
			tell(`cookie ${answer.kept}`, cookieFinding(page, site, answer));
	}
	return { searched: markers.length === 0 ? 0 : answers.length, findings: [...findings.values()] };
}

function leakFinding(
	{ path }: PageAnswers,
	site: URL,
	{ owner, marker }: Owned,
	answer: Answer,
	place: string,
): Finding {
	const way = answer.via === 'cache' ? 'through a shared cache' : 'directly';
	return {
		name: 'Leak',
		weight: 'error',
		page: path,
		message: `What ${owner.name} sent as ${marker.sentAs} stands in an answer that ${answer.asker.name} got ${way}.`,
		evidence: [excerptOf(place, marker), headLine(answer)],
		curl: [curlOf(owner, path, site, [marker]), curlOf(answer.asker, answer.target, site, [])],
	};
}

function reflectionFinding(
	{ path }: PageAnswers,
	site: URL,
	{ marker }: Owned,
	answer: Answer,
	place: string,
): Finding {
	return {
		name: 'WillLeak',
		weight: 'error',
		page: path,
		message: `The page shows ${marker.sentAs} of ${answer.asker.name}, and lets a shared cache give it to others: it will leak.`,
		evidence: [excerptOf(place, marker), headLine(answer)],
		curl: [curlOf(answer.asker, answer.target, site, [marker])],
	};
}

function cookieFinding({ path }: PageAnswers, site: URL, answer: Answer): Finding {
	const [name = ''] = String(answer.headers['set-cookie']).split('=');
	const how = answer.kept ? 'came out of a shared cache' : 'may be kept by a shared cache';
	return {
		name: 'SharedCookie',
		weight: 'error',
		page: path,
		message: `An answer that sets the cookie ${name} ${how}: visitors would get each other’s.`,
		evidence: [headLine(answer)],
		curl: [curlOf(answer.asker, answer.target, site)],
	};
}

/** Whether a shared cache may give the answer to another visitor with the same browser, who has no cookies. */
function isShared({ asker, target, status, headers }: Answer): boolean {
	if (status === 0) return false;
	const request: CachedRequest = { url: target, headers: asker.headers };
	const other = Object.fromEntries(
		Object.entries(asker.headers).filter(([name]) => /^(accept|user-agent$|host$)/.test(name)),
	);
	return mayBeGivenTo(request, { status, headers }, { url: target, headers: other });
}

function ownedMarkers(askers: readonly Asker[]): Owned[] {
	const owners = new Map(askers.map((asker) => [asker.owner, asker]));
	return [...owners.values()].flatMap((owner) => {
		const first = askers.find((asker) => asker.owner === owner.owner) ?? owner;
		return first.markers.map((marker) => ({ owner: first, marker }));
	});
}

function markersIn(text: string, markers: readonly Owned[]): Owned[] {
	const folded = text.toLowerCase();
	return markers.filter(({ marker }) => folded.includes(marker.text));
}

function excerptOf(place: string, { text }: Marker): string {
	return excerpt(place, place.toLowerCase().indexOf(text));
}

function headLine({ headers }: Answer): string {
	const control = String(headers['cache-control'] ?? '(none)');
	return `Cache-Control: ${control}; Vary: ${String(headers.vary ?? '(none)')}`;
}

import { curlOf } from '../asked-target.js';
import { readPageLinks, type PageLinks } from '../page-links.js';
import type { Answer, Finding, PageAnswers } from '../prove-types.js';
import { samplesOf } from './suspects.js';

export interface AddressJudgement {
	/** Addresses that were looked at. */
	readonly seen: number;
	/** Paths below a folder of variants that anything leads to. */
	readonly variantPaths: readonly string[];
	readonly findings: readonly Finding[];
}

/** Whether a path lies where variants are kept. */
export function isVariantPath(path: string): boolean {
	return /(^|\/)_choose(-|\/|$)/.test(path);
}

/** Whether anything of a page leads to a variant by an address of its own. */
export function judgeAddresses(page: PageAnswers, site: URL): AddressJudgement {
	const findings: Finding[] = [];
	const variantPaths = new Set<string>();
	const read = new Map<string, PageLinks>();
	let seen = 0;
	for (const answer of page.direct) {
		const url = `${site.origin}${answer.target}`;
		const isNew = !read.has(answer.digest);
		const links = read.get(answer.digest) ?? readPageLinks(answer.body, url);
		read.set(answer.digest, links);
		const addresses = [...(isNew ? links.all : []), ...headerAddresses(answer, url)];
		seen += addresses.length;
		for (const address of addresses) {
			const { pathname } = new URL(address);
			if (!isVariantPath(pathname)) continue;
			if (!variantPaths.has(pathname)) findings.push(linkFinding(page, site, answer, address));
			variantPaths.add(pathname);
		}
		findings.push(...judgeCanonical(page, site, answer, links));
	}
	return { seen, variantPaths: [...variantPaths], findings };
}

function linkFinding({ path }: PageAnswers, site: URL, answer: Answer, address: string): Finding {
	return {
		name: 'VariantAddress',
		weight: 'error',
		page: path,
		message: `${answer.asker.name} is led to a variant by an address of its own.`,
		evidence: [address],
		curl: [curlOf(answer.asker, answer.target, site)],
	};
}

/** A variant at an address with parameters, or on another host, is the page's own only if its canonical address says so. */
function judgeCanonical(page: PageAnswers, site: URL, answer: Answer, links: PageLinks): Finding[] {
	const { asker, target, headers, status } = answer;
	if (asker.kind !== 'segment' || status !== 200) return [];
	const [person] = samplesOf(page, `chrome-${asker.device}`);
	if (person === undefined || person.digest === answer.digest) return [];
	const isElsewhere = target !== person.target || asker.headers.host !== undefined;
	const expected = readPageLinks(person.body, `${site.origin}${person.target}`).canonical;
	const isHidden = links.noindex || /noindex|none/i.test(String(headers['x-robots-tag'] ?? ''));
	const who = asker.name.replace(/^A /, 'a ');
	const told = { page: page.path, curl: [curlOf(asker, target, site)] };
	if (links.canonical !== undefined && links.canonical !== expected) {
		const message = `What ${who} gets names another canonical address than the page itself.`;
		const evidence = [`- ${expected ?? '(none)'}`, `+ ${links.canonical}`];
		return [{ ...told, name: 'VariantAddress', weight: 'error', message, evidence }];
	}
	if (links.canonical !== undefined || isHidden || !isElsewhere) return [];
	const message = `What ${who} gets has an address of its own and no canonical one: search engines may list it beside the page.`;
	return [{ ...told, name: 'NoCanonical', weight: 'warning', message, evidence: [target] }];
}

function headerAddresses({ headers }: Answer, url: string): string[] {
	const linked = [...String(headers.link ?? '').matchAll(/<([^>]*)>/g)].map(([, one = '']) => one);
	const named = ['location', 'content-location', 'refresh'].flatMap((name) => headers[name] ?? []);
	return [...linked, ...named].flatMap(
		(one) => URL.parse(one.replace(/^\d+;\s*url=/i, ''), url)?.href ?? [],
	);
}

/**
 * Whether what lies in a folder of variants, asked for by its own address, could be listed by a search engine. An address that only the project
 * knows is no way for one to get there yet.
 */
export function judgeVariantAnswer(answer: Answer, site: URL, isFound: boolean): Finding[] {
	const robots = String(answer.headers['x-robots-tag'] ?? '');
	if (answer.status !== 200 || /noindex|none/i.test(robots)) return [];
	const told = {
		page: answer.target,
		evidence: [`X-Robots-Tag: ${robots || '(none)'}`],
		curl: [curlOf(answer.asker, answer.target, site)],
	};
	if (isFound) {
		const message = `${answer.target} answers 200, and nothing keeps search engines from listing it.`;
		return [{ ...told, name: 'VariantAddress', weight: 'error', message }];
	}
	const message = `Whoever knows the address of a variant gets it, and nothing keeps search engines from listing it. Nothing that was seen leads there.`;
	return [{ ...told, name: 'VariantReachable', weight: 'warning', message }];
}

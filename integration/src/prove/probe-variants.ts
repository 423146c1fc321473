import { createPeople } from './askers.js';
import { curlOf } from './asked-target.js';
import { decodeBody, type HttpClient } from './http-client.js';
import { isVariantPath, judgeVariantAnswer } from './judge/judge-addresses.js';
import type { Finding } from './prove-types.js';

export interface ProbeOptions {
	readonly site: URL;
	readonly client: HttpClient;
	/** The addresses that the sitemap lists. */
	readonly listed: readonly string[];
	/** Paths of variants that were seen anywhere. */
	readonly seen: readonly string[];
	/** Paths of variants that only the project tells of. */
	readonly published: readonly string[];
}

export interface Probed {
	/** How many addresses were asked for. */
	readonly probes: number;
	readonly findings: readonly Finding[];
}

/** Asks for variants by addresses of their own: those that were seen, those that anybody would guess, and those that the project knows. */
export async function probeVariants(options: ProbeOptions): Promise<Probed> {
	const { site, client, listed, seen, published } = options;
	const [asker] = createPeople();
	if (asker === undefined) return { probes: 0, findings: [] };
	const findings: Finding[] = [];
	const listedPaths = listed
		.flatMap((address) => URL.parse(address, site.href) ?? [])
		.map(({ pathname }) => pathname)
		.filter(isVariantPath);
	for (const path of listedPaths) {
		findings.push({
			name: 'VariantAddress',
			weight: 'error',
			page: path,
			message: 'The sitemap lists a variant by an address of its own.',
			evidence: [path],
			curl: [curlOf(asker, path, site)],
		});
	}
	const base = site.pathname.replace(/[^/]*$/, '');
	const found = [...listedPaths, ...seen];
	const guessed = new Set([`${base}_choose/`, '/_choose/', ...found, ...found.map(folderOf)]);
	const targets = new Set([...guessed, ...published, ...published.map(folderOf)]);
	for (const target of targets) {
		const raw = await client.get(site.origin, target, asker.headers);
		const body = decodeBody(raw.bytes, raw.headers['content-encoding']);
		const answer = { asker, target, via: 'direct', kept: false, body, digest: '', ...raw } as const;
		findings.push(...judgeVariantAnswer(answer, site, guessed.has(target)));
	}
	return { probes: targets.size, findings };
}

function folderOf(path: string): string {
	return path.replace(/(\/_choose-[^/]*\/).*$/, '$1');
}

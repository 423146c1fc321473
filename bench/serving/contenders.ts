import { join } from 'node:path';
import type { EmulatorProcess } from '../freshness/processes.ts';
import { DEFAULT_HEADLINE, headlineOf } from '../site-files.ts';
import { PHONE } from '../edges/visitors.ts';
import { ask } from './ask.ts';
import { startBare, startNginxWith, startSite, writePage, type Server } from './servers.ts';

export const PATH = '/page-0/';

/** Every contender is asked with the same headers, but for those that say which answer is wanted. */
const DEVICE = { 'User-Agent': PHONE };
const VISITOR = { ...DEVICE, Cookie: 'segment=3' };
const VISITOR_HEADLINE = headlineOf(3);

/** A request that a server is loaded with, and what has to come back. */
export interface Case {
	readonly name: string;
	readonly server: ServerName;
	readonly headers: Readonly<Record<string, string>>;
	readonly status: 200 | 304;
	/** `Content-Encoding`. */
	readonly coding: 'identity' | 'br' | 'gzip';
	/** Shown by the page. */
	readonly headline: string;
}

export type ServerName = 'ours' | 'astro-static' | 'per-request' | 'bare-node' | 'nginx';
export type Servers = Readonly<Record<ServerName, Server>>;

const NAMES = [
	{ name: 'variant', server: 'ours', codings: ['br'], headline: VISITOR_HEADLINE },
	{ name: 'astro-static', server: 'astro-static', codings: [], headline: DEFAULT_HEADLINE },
	{ name: 'bare-node', server: 'bare-node', codings: ['br'], headline: VISITOR_HEADLINE },
	{ name: 'nginx', server: 'nginx', codings: ['gzip'], headline: VISITOR_HEADLINE },
	{ name: 'default', server: 'ours', codings: ['br'], headline: DEFAULT_HEADLINE },
] as const;

/** In the order in which they are loaded: what is compared follows each other. */
export const CASES: readonly Case[] = [
	...NAMES.map((one) => caseOf(one, 'identity', 200)),
	caseOf(
		{ name: 'per-request', server: 'per-request', headline: VISITOR_HEADLINE },
		'identity',
		200,
	),
	...NAMES.flatMap((one) => one.codings.map((coding) => caseOf(one, coding, 200))),
	...NAMES.map((one) => caseOf(one, 'identity', 304)),
];

function caseOf(
	{ name, server, headline }: Pick<Case, 'name' | 'server' | 'headline'>,
	coding: Case['coding'],
	status: Case['status'],
): Case {
	const suffix = status === 304 ? '-304' : coding === 'identity' ? '' : `-${coding}`;
	const headers = {
		...(name === 'default' ? DEVICE : VISITOR),
		...(coding !== 'identity' && { 'Accept-Encoding': coding }),
	};
	return { name: `${name}${suffix}`, server, headers, status, coding, headline };
}

export interface Sites {
	readonly ours: string;
	readonly plain: string;
	readonly onDemand: string;
}

/** Starts all of them. What is served from memory and by nginx are the bytes that ours answers. */
export async function startServers(sites: Sites, emulator: EmulatorProcess): Promise<Servers> {
	const ours = await startSite(sites.ours, emulator);
	const bytesIn = async (coding: string) =>
		(await ask(`${ours.url}${PATH}`, { ...VISITOR, 'Accept-Encoding': coding })).bytes;
	const files = await writePage(join(sites.ours, 'page'), {
		page: await bytesIn('identity'),
		br: await bytesIn('br'),
		gz: await bytesIn('gzip'),
	});
	return {
		ours,
		'astro-static': await startSite(sites.plain, emulator),
		'per-request': await startSite(sites.onDemand, emulator),
		'bare-node': await startBare(files.page, files.br),
		nginx: await startNginxWith(PATH, files.page, files.gz),
	};
}

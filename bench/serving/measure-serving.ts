import { loadUrl, type Load } from '../load.ts';
import type { EmulatorProcess } from '../freshness/processes.ts';
import { checkAnswers, type CheckedCase } from './check-answers.ts';
import {
	CASES,
	startServers,
	type Case,
	type ServerName,
	type Servers,
	type Sites,
} from './contenders.ts';

export interface Effort {
	readonly rounds: number;
	/** Of one case in one round. */
	readonly seconds: number;
	/** Of one case before all rounds. */
	readonly warmUpSeconds: number;
	/** Whether pages are asked for by a single connection too. */
	readonly alone: boolean;
}

/** One case in one round. */
export interface Run extends Load {
	/** Microseconds of the server's processor time. */
	readonly processorPerRequest: number;
	/** The same asked for by a single connection. */
	readonly alone?: Load;
}

export interface Served {
	/** By the name of the case; one for each round. */
	readonly runs: Readonly<Record<string, readonly Run[]>>;
	/** Bytes of the page, as it is sent. */
	readonly pageBytes: Readonly<Record<Case['coding'], number>>;
	/** Bytes of resident memory after all rounds. */
	readonly residentBytes: Readonly<Record<ServerName, number>>;
}

/** Loads every case in turn, round after round. The servers run all the time, and only the one that is loaded has something to do. */
export async function measureServing(
	sites: Sites,
	emulator: EmulatorProcess,
	{ rounds, seconds, warmUpSeconds, alone }: Effort,
): Promise<Served> {
	const servers = await startServers(sites, emulator);
	try {
		const cases = await checkAnswers(CASES, servers);
		if (warmUpSeconds > 0) {
			for (const { url, headers } of cases) loadUrl(url, { seconds: warmUpSeconds, headers });
		}
		const runs = Object.fromEntries(cases.map(({ name }) => [name, [] as Run[]]));
		for (let round = 0; round < rounds; round++) {
			for (const one of cases) runs[one.name]?.push(run(one, servers, seconds, alone));
		}
		return { runs, pageBytes: pageBytes(cases), residentBytes: residentBytes(servers) };
	} finally {
		await Promise.all(Object.values(servers).map(({ stop }) => stop()));
	}
}

function run(one: CheckedCase, servers: Servers, seconds: number, alone: boolean): Run {
	const { url, headers, status, coding } = one;
	const server = servers[one.server];
	const before = server.processorSeconds();
	const load = loadUrl(url, { seconds, headers });
	const processorPerRequest = ((server.processorSeconds() - before) / load.requests) * 1e6;
	const isPage = status === 200 && coding === 'identity';
	return {
		...load,
		processorPerRequest,
		...(alone && isPage && { alone: loadUrl(url, { seconds: 1, headers, connections: 1 }) }),
	};
}

function pageBytes(cases: readonly CheckedCase[]): Served['pageBytes'] {
	const of = (coding: Case['coding']) =>
		cases.find((one) => one.coding === coding)?.bytes ?? Number.NaN;
	return { identity: of('identity'), br: of('br'), gzip: of('gzip') };
}

function residentBytes(servers: Servers): Served['residentBytes'] {
	return {
		ours: servers.ours.residentBytes(),
		'astro-static': servers['astro-static'].residentBytes(),
		'per-request': servers['per-request'].residentBytes(),
		'bare-node': servers['bare-node'].residentBytes(),
		nginx: servers.nginx.residentBytes(),
	};
}

import { join } from 'node:path';
import { z } from 'astro/zod';
import { PHONE } from '../edges/visitors.ts';
import type { EmulatorProcess } from '../freshness/processes.ts';
import { loadUrl } from '../load.ts';
import { SEGMENTS } from '../site.ts';
import { ask } from './ask.ts';
import { startSite, type Server } from './servers.ts';

const CODINGS = ['identity', 'br'] as const;
const TIMES = 5;
const VISITORS = 8;

const usageSchema = z.object({ heapUsed: z.number(), external: z.number() });

/** Bytes. */
interface Memory {
	readonly resident: number;
	readonly heapUsed: number;
	readonly external: number;
}

export interface HotVariants {
	readonly variants: number;
	/** Of all variants, in the codings that they were read in. */
	readonly bodyBytes: number;
	readonly before: Memory;
	readonly after: Memory;
	/**
	 * What was added, less the bodies: of resident memory, or of what the process says it uses, whichever is more. What is resident before may be
	 * garbage of the warm-up, in which what comes later finds room.
	 */
	readonly extraBytes: number;
}

/** What a server takes to keep every variant of a site at hand, after one page was asked for until its memory had grown as it does. */
export async function measureHotVariants(
	root: string,
	pages: number,
	emulator: EmulatorProcess,
	warmUpSeconds: number,
): Promise<HotVariants> {
	const preloaded = ['--import', join(import.meta.dirname, 'memory-reporter.mjs')];
	const server = await startSite(root, emulator, preloaded);
	try {
		for (const coding of CODINGS) {
			const headers = { ...visitorOf(0), 'Accept-Encoding': coding };
			loadUrl(`${server.url}/page-0/`, { seconds: warmUpSeconds, headers });
		}
		const before = await readMemory(server);
		const bodies = await visitAll(server.url, pages);
		const after = await readMemory(server);
		const variants = bodies.size / CODINGS.length;
		if (variants !== pages * SEGMENTS)
			throw new Error(`${variants} variants were answered, not ${pages * SEGMENTS}`);
		const bodyBytes = [...bodies.values()].reduce((sum, length) => sum + length, 0);
		const used = ({ heapUsed, external }: Memory) => heapUsed + external;
		const added = Math.max(after.resident - before.resident, used(after) - used(before));
		return { variants, bodyBytes, before, after, extraBytes: added - bodyBytes };
	} finally {
		await server.stop();
	}
}

/** Asks for each variant in each coding, again and again. The lengths of what came, by entity tag. */
async function visitAll(url: string, pages: number): Promise<ReadonlyMap<string, number>> {
	const lengths = new Map<string, number>();
	const visits = Array.from({ length: TIMES * pages * SEGMENTS }, (_, number) => ({
		path: `/page-${Math.floor(number / SEGMENTS) % pages}/`,
		headers: visitorOf(number % SEGMENTS),
	}));
	const visitNext = async (): Promise<void> => {
		for (let visit = visits.pop(); visit !== undefined; visit = visits.pop()) {
			for (const coding of CODINGS) {
				const { status, headers, bytes } = await ask(`${url}${visit.path}`, {
					...visit.headers,
					'Accept-Encoding': coding,
				});
				if (status !== 200 || headers['cache-status'] !== 'choose; hit')
					throw new Error(`${visit.path} answered ${status} ${String(headers['cache-status'])}`);
				lengths.set(headers.etag ?? '', bytes.length);
			}
		}
	};
	await Promise.all(Array.from({ length: VISITORS }, visitNext));
	return lengths;
}

function visitorOf(segment: number): Readonly<Record<string, string>> {
	return { Cookie: `segment=${segment}`, 'User-Agent': PHONE };
}

async function readMemory({ process, residentBytes }: Server): Promise<Memory> {
	const from = process.output().length;
	process.child.kill('SIGUSR2');
	const [, reported = ''] = await process.waitFor(/memory (\{.*\})\n/, from);
	const { heapUsed, external } = usageSchema.parse(JSON.parse(reported));
	return { resident: residentBytes(), heapUsed, external };
}

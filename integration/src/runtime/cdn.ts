import { z } from 'astro/zod';
import { createTransport } from '../choose/transport.js';
import type { DecisionTable } from '../decisions/decision-table.js';
import { digestByName } from '../decisions/digest-by-name.js';
import type { ChooseDefinition } from '../definition/definition-types.js';
import { describeThrown } from '../errors.js';
import { cacheTagOf, SITE_TAG } from '../http/cache-tag.js';
import { readJsonFile, writeJsonFile } from '../store/json-file.js';
import { createPurgeQueue } from './purge-queue.js';
import { readPurgeSetting } from './purge-target.js';
import type { SiteLogger } from './site-logger.js';

/** The CDN that keeps pages of ours, as far as it can be told anything. */
export interface Cdn {
	/** These decisions are shown from now on: it is told to forget the pages of what has changed. Never throws. */
	show(table: DecisionTable): void;
}

export interface CdnOptions {
	readonly definition: Pick<ChooseDefinition, 'segments'>;
	readonly env: NodeJS.ProcessEnv;
	/** Tells this build from every other. */
	readonly build: string;
	/** Where it is written down what a CDN knows of; undefined: nowhere. */
	readonly file: URL | undefined;
	readonly log: SiteLogger;
	/** Waits before a call is made again. Default: a timer that does not keep the process alive. */
	readonly wait?: (ms: number) => Promise<unknown>;
}

/** Nobody is to be told. */
export const NO_CDN: Cdn = { show: () => undefined };

const VERSION = 1;
/** Milliseconds that one call may take. */
const TIMEOUT = 10_000;

/** The last decisions for which a CDN has forgotten all pages of before. */
const fileSchema = z.object({
	version: z.literal(VERSION),
	build: z.string(),
	shown: z.record(z.string(), z.string()),
});

/**
 * Each process tells what it shows itself, once it does: one that is behind the others has answered with pages of before until then. What
 * a CDN has from before the process is not known, unless it was written down: of another build, and of no knows what, all is forgotten.
 */
export function createCdn({ definition, env, build, file, log, wait }: CdnOptions): Cdn {
	const setting = readPurgeSetting(env);
	if (setting.kind === 'none') return NO_CDN;
	if (setting.kind === 'refused') {
		log.error(`${setting.why}. No CDN is told when pages change.`);
		return NO_CDN;
	}
	const { target } = setting;
	const written = file && readJsonFile(file, fileSchema);
	let shown = written?.build === build ? new Map(Object.entries(written.shown)) : undefined;
	const queue = createPurgeQueue({
		target,
		transport: createTransport(target.origin, TIMEOUT),
		onEmpty() {
			if (file === undefined || shown === undefined) return;
			try {
				writeJsonFile(file, { version: VERSION, build, shown: Object.fromEntries(shown) });
			} catch (error) {
				log.warn(
					`what the CDN was told could not be written down: ${describeThrown(error)}. The next process tells it to forget everything.`,
				);
			}
		},
		log,
		random: Math.random,
		...(wait && { wait }),
	});
	return {
		show(table) {
			const before = shown;
			shown = digestByName(definition, table);
			if (before === undefined) {
				queue.add([SITE_TAG]);
				return;
			}
			const changed = [...shown].filter(([name, digest]) => before.get(name) !== digest);
			queue.add(changed.map(([name]) => cacheTagOf(name)));
		},
	};
}

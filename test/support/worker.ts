import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'astro/zod';
import { Log, LogLevel, Miniflare } from 'miniflare';

/** As much of a wrangler configuration as is understood here; anything else in it is refused, so that nothing is tested by half. */
const wranglerSchema = z.strictObject({
	$schema: z.string().optional(),
	name: z.string(),
	main: z.string(),
	compatibility_date: z.string(),
	assets: z
		.strictObject({
			directory: z.string(),
			binding: z.string(),
			html_handling: z.enum(['auto-trailing-slash', 'force-trailing-slash', 'drop-trailing-slash']),
			not_found_handling: z.literal('404-page'),
			run_worker_first: z.union([z.literal(true), z.array(z.string())]),
		})
		.optional(),
});

export interface WorkerOptions {
	/** The folder of `wrangler.jsonc`. */
	readonly folder: string | URL;
	/** Secrets and variables of the worker: `CHOOSE_SECRET`, `ORIGIN`. */
	readonly bindings?: Readonly<Record<string, string>>;
	/** Modules that stand for those of the folder, by file name. */
	readonly modules?: Readonly<Record<string, string>>;
	/** Host and port of what stands for all other servers, whatever their addresses. */
	readonly outbound?: string;
}

export interface RunningWorker {
	readonly url: string;
	stop(): Promise<void>;
}

/** Starts a generated worker in workerd, with its static assets, on a free port of 127.0.0.1. */
export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
	const { bindings = {}, modules = {}, outbound } = options;
	const folder = options.folder instanceof URL ? fileURLToPath(options.folder) : options.folder;
	const wrangler = wranglerSchema.parse(
		JSON.parse(
			(await readFile(join(folder, 'wrangler.jsonc'), 'utf8')).replace(/^\s*\/\/.*$/gm, ''),
		),
	);
	const main = resolve(folder, wrangler.main);
	const names = (await readdir(dirname(main))).filter((name) => name.endsWith('.js'));
	const sources = await Promise.all(
		names.map(async (name) => ({
			type: 'ESModule' as const,
			path: join(dirname(main), name),
			contents: modules[name] ?? (await readFile(join(dirname(main), name), 'utf8')),
		})),
	);
	const miniflare = new Miniflare({
		host: '127.0.0.1',
		port: 0,
		// Nothing is fetched from elsewhere.
		cf: false,
		log: new Log(LogLevel.NONE),
		name: wrangler.name,
		compatibilityDate: wrangler.compatibility_date,
		modulesRoot: dirname(main),
		// The first is the entry.
		modules: sources.toSorted((a, b) => Number(b.path === main) - Number(a.path === main)),
		bindings: { ...bindings },
		...(outbound !== undefined && {
			outboundService: { external: { address: outbound, http: {} } },
		}),
		...(wrangler.assets && { assets: await assetsOf(folder, wrangler.assets) }),
	});
	const url = await miniflare.ready;
	return { url: url.origin, stop: () => miniflare.dispose() };
}

// What wrangler makes of its configuration and of the `_headers` file.
async function assetsOf(
	folder: string,
	assets: NonNullable<z.output<typeof wranglerSchema>['assets']>,
) {
	const { binding, html_handling, not_found_handling, run_worker_first: first } = assets;
	const directory = resolve(folder, assets.directory);
	const rules = Array.isArray(first) ? first : [];
	return {
		directory,
		binding,
		routerConfig: {
			has_user_worker: true,
			invoke_user_worker_ahead_of_assets: first === true,
			...(first !== true && {
				static_routing: {
					user_worker: rules.filter((rule) => !rule.startsWith('!')),
					asset_worker: rules.filter((rule) => rule.startsWith('!')).map((rule) => rule.slice(1)),
				},
			}),
		},
		assetConfig: {
			html_handling,
			not_found_handling,
			has_static_routing: first !== true,
			headers: { version: 2 as const, rules: await readHeaders(join(directory, '_headers')) },
		},
	};
}

/** The rules of a `_headers` file: lines with a path, and below each, indented, its headers. */
export async function readHeaders(
	file: string,
): Promise<Record<string, { set: Record<string, string> }>> {
	const text = await readFile(file, 'utf8').catch(() => '');
	const rules: Record<string, { set: Record<string, string> }> = {};
	let set: Record<string, string> = {};
	for (const line of text.split('\n')) {
		if (line.trim() === '' || line.startsWith('#')) continue;
		const colon = line.indexOf(':');
		if (/^\s/.test(line)) set[line.slice(0, colon).trim()] = line.slice(colon + 1).trim();
		else rules[line.trim()] = { set: (set = {}) };
	}
	return rules;
}

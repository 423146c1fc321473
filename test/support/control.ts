import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'astro/zod';
import {
	refreshAnswerSchema,
	switchAnswerSchema,
} from '../../integration/src/runtime/control-types.js';
import { ask } from './ask.js';
import type { Env } from './process.js';

/** What servers are started with that can be controlled. */
export const SECRET = 'the-secret-of-the-server-under-test';

const shownSchema = z.object({
	segment: z.string(),
	device: z.string(),
	payload: z.string(),
	reason: z.string(),
	decided: z.string().nullable(),
	since: z.string().nullable(),
	pages: z.object({ rendered: z.number(), of: z.number() }),
});
const statusSchema = z.object({
	off: z.union([z.literal('all'), z.array(z.string())]),
	pinnedTo: z.string().nullable(),
	refresher: z.object({ role: z.enum(['asking', 'following', 'off']) }),
	privateSegments: z.number(),
	experiences: z.array(z.object({ name: z.string(), shown: z.array(shownSchema) })),
	store: z.object({
		prerendered: z.number(),
		live: z.object({ variants: z.number(), memory: z.number(), disk: z.number() }),
	}),
	counters: z.record(z.string(), z.number()),
});

/** Sends a request to a control endpoint, `refresh?experience=hero` say, of a site whose address is given with its base. */
async function send(method: 'GET' | 'POST', url: string, action: string): Promise<unknown> {
	const { origin, pathname } = new URL(url);
	const path = `${pathname.replace(/\/$/, '')}/_choose/${action}`;
	const headers = { authorization: `Bearer ${SECRET}` };
	const { status, text } = await ask(origin, path, { method, headers });
	if (status !== 200) throw new Error(`${path} answered ${status}: ${text}`);
	return JSON.parse(text);
}

/** Has a server ask Choose now; of one experience, if it is named. */
export async function refresh(url: string, experience?: string) {
	return refreshAnswerSchema.parse(await send('POST', url, withExperience('refresh', experience)));
}

/** Switches everything, or one experience, off or on. */
export async function switchTo(action: 'off' | 'on', url: string, experience?: string) {
	return switchAnswerSchema.parse(await send('POST', url, withExperience(action, experience)));
}

export async function readStatus(url: string) {
	return statusSchema.parse(await send('GET', url, 'status'));
}

/** What a visitor of a segment, on a desktop, is shown of an experience, by the status. */
export async function readShown(url: string, experience: string, segment: string) {
	const { experiences } = await readStatus(url);
	const shown = experiences
		.find(({ name }) => name === experience)
		?.shown.find((one) => one.segment === segment && one.device === 'desktop');
	if (shown === undefined) throw new Error(`the status has no ${experience} of ${segment}`);
	return shown;
}

function withExperience(action: string, experience: string | undefined): string {
	return experience === undefined ? action : `${action}?experience=${experience}`;
}

const BIN = fileURLToPath(new URL('../../integration/dist/cli/index.js', import.meta.url));

export interface PrintedByCli {
	readonly code: number;
	readonly stdout: Buffer;
	readonly stderr: string;
}

/** Runs the command line of the built package in a process of its own. */
export function runBuiltCli(
	args: readonly string[],
	{ cwd, env = {} }: { readonly cwd: string; readonly env?: Env },
): Promise<PrintedByCli> {
	return new Promise((resolve) => {
		const child = execFile(
			process.execPath,
			[BIN, ...args],
			{ cwd, env: { ...process.env, NO_COLOR: '1', ...env }, encoding: 'buffer' },
			(_error, stdout, stderr) => {
				resolve({ code: child.exitCode ?? -1, stdout, stderr: stderr.toString() });
			},
		);
	});
}

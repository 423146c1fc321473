import { once } from 'node:events';
import { createServer } from 'node:http';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'astro/zod';

/** What a CDN offers for purging, in the form of Cloudflare's. */
export interface PurgeReceiver {
	readonly url: string;
	/** Of each call that came with the token. */
	readonly calls: readonly (readonly string[])[];
	/** Has the files of this nginx cache removed that carry a tag which is purged. */
	purgeFolder(folder: string): void;
	close(): Promise<void>;
}

const callSchema = z.object({ tags: z.array(z.string()) });

export async function startPurgeReceiver(token: string): Promise<PurgeReceiver> {
	const calls: string[][] = [];
	const folders: string[] = [];
	const server = createServer((request, response) => {
		const receive = async () => {
			const body = Buffer.concat((await request.toArray()) as Buffer[]).toString();
			if (request.headers.authorization !== `Bearer ${token}`) return 401;
			const { tags } = callSchema.parse(JSON.parse(body));
			calls.push(tags);
			for (const folder of folders) await removeTagged(folder, tags);
			return 200;
		};
		void receive().then((status) => response.writeHead(status).end('{"success":true}'));
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (typeof address !== 'object' || address === null) throw new Error('no address');
	return {
		url: `http://127.0.0.1:${address.port}/purge_cache`,
		calls,
		purgeFolder: (folder) => folders.push(folder),
		async close() {
			server.close();
			server.closeAllConnections();
			await once(server, 'close');
		},
	};
}

// nginx keeps each answer in a file of its own, with the headers as they came.
async function removeTagged(folder: string, tags: readonly string[]): Promise<void> {
	for (const name of await readdir(folder)) {
		const file = join(folder, name);
		const kept = await readFile(file, 'latin1').catch(() => '');
		const carried = /^Cache-Tag: (.*?)\r?$/m.exec(kept)?.[1]?.split(',') ?? [];
		if (carried.some((tag) => tags.includes(tag))) await rm(file, { force: true });
	}
}

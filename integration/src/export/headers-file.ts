import { readFile, writeFile } from 'node:fs/promises';

const FILE = '_headers';
/** What an earlier build has written, where the published folder was not emptied since. */
const OWN_RULES = /^\/(?:\S*\/)?_choose-[\w-]{22}\/\*\n {2}X-Robots-Tag: noindex\n/gm;

/** The rules that keep the folder of the variants out of search engines, behind those that the site has written itself. */
export function withFolderRules(written: string, folder: string, base: string): string {
	const own = written.replaceAll(OWN_RULES, '');
	// Below the base for visitors; at the root for a host that has mounted the published folder there.
	const paths = new Set([`${base}/${folder}*`, `/${folder}*`]);
	const rules = [...paths].map((path) => `${path}\n  X-Robots-Tag: noindex\n`).join('');
	return `${own === '' || own.endsWith('\n') ? own : `${own}\n`}${rules}`;
}

/** Writes them into the `_headers` file that Cloudflare and Netlify read, and nobody is sent. `base` has no slash at its end. */
export async function writeHeadersFile(client: URL, folder: string, base: string): Promise<void> {
	const file = new URL(FILE, client);
	const written = await readFile(file, 'utf8').catch(() => '');
	await writeFile(file, withFolderRules(written, folder, base));
}

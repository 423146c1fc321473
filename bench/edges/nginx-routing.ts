import { copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startNginx, type NginxConfig } from '../../test/support/nginx.ts';
import { buildSite } from '../site.ts';
import { median } from '../statistics.ts';
import { pinProcess } from './processor-time.ts';
import { PHONE } from './visitors.ts';
import { ensureWrk, loadUrl } from '../load.ts';

export interface NginxRates {
	/** Requests a second, medians over the rounds, by coding. */
	readonly routed: Readonly<Record<Coding, number>>;
	readonly plain: Readonly<Record<Coding, number>>;
	/** Of the rounds: routed to plain. */
	readonly ratios: Readonly<Record<Coding, readonly number[]>>;
}

const CODINGS = ['identity', 'gzip'] as const;
type Coding = (typeof CODINGS)[number];
const PATH = '/page-0/';

/** A variant found by our routing (segment cookie, phone), against the same bytes as a plain file, in turn, by the same nginx. */
export async function measureNginx(rounds: number, seconds: number): Promise<NginxRates> {
	ensureWrk();
	const { root } = await buildSite('edge-static', { pages: 50, mode: 'static' });
	const visitor = { Cookie: 'segment=3', 'User-Agent': PHONE };
	const routed = await startNginx(() => ({
		main: 'pcre_jit on;',
		http: readFileSync(join(root, 'dist-edge/nginx/http.conf'), 'utf8'),
		server: `
			root ${join(root, 'dist')};
			${readFileSync(join(root, 'dist-edge/nginx/server.conf'), 'utf8')}`,
	}));
	const variant = await fetch(`${routed.url}${PATH}`, { headers: visitor });
	const digest =
		variant.headers
			.get('etag')
			?.replaceAll('"', '')
			.replace(/-(?:gz|br)$/, '') ?? '';
	if (variant.headers.get('cache-status') !== 'choose; hit')
		throw new Error('no variant is served');
	const plain = await startNginx((folder) => plainServer(findVariantsFolder(root), digest, folder));
	try {
		for (const { process } of [routed, plain]) pinProcess(process.child.pid ?? 0, 0);
		const rates = { routed: createRates(), plain: createRates() };
		for (let round = 0; round < rounds; round++) {
			for (const coding of CODINGS) {
				const headers = { ...visitor, 'Accept-Encoding': coding };
				rates.routed[coding].push(
					loadUrl(`${routed.url}${PATH}`, { seconds, headers }).requestsPerSecond,
				);
				rates.plain[coding].push(
					loadUrl(`${plain.url}${PATH}`, { seconds, headers }).requestsPerSecond,
				);
			}
		}
		return {
			routed: { identity: median(rates.routed.identity), gzip: median(rates.routed.gzip) },
			plain: { identity: median(rates.plain.identity), gzip: median(rates.plain.gzip) },
			ratios: { identity: ratiosOf(rates, 'identity'), gzip: ratiosOf(rates, 'gzip') },
		};
	} finally {
		await Promise.all([routed.stop(), plain.stop()]);
	}
}

function createRates(): Record<Coding, number[]> {
	return { identity: [], gzip: [] };
}

function ratiosOf(
	{ routed, plain }: Readonly<Record<'routed' | 'plain', Record<Coding, number[]>>>,
	coding: Coding,
): readonly number[] {
	return routed[coding].map((rate, round) => rate / (plain[coding][round] ?? Number.NaN));
}

function findVariantsFolder(root: string): string {
	const [folder] = readdirSync(join(root, 'dist')).filter((name) => name.startsWith('_choose-'));
	if (folder === undefined) throw new Error('the site was exported without variants');
	return join(root, 'dist', folder);
}

/** As nginx serves a site by default: the file of the folder that is asked for. */
function plainServer(variants: string, digest: string, folder: string): NginxConfig {
	const page = join(folder, 'site', PATH);
	mkdirSync(page, { recursive: true });
	for (const ending of ['', '.gz'])
		copyFileSync(join(variants, `${digest}${ending}`), join(page, `index.html${ending}`));
	return {
		main: 'pcre_jit on;',
		http: 'types { text/html html; } charset utf-8;',
		server: `root ${join(folder, 'site')}; gzip_static on;`,
	};
}

import type { EdgeManifest } from '../../edge/edge-manifest.js';
import { CACHE_STATUS } from '../../http/cache-status.js';
import type { EdgeFiles } from '../export-types.js';
import {
	addAliasMap,
	addDeviceMap,
	addSegmentMaps,
	type SegmentVariables,
} from './audience-maps.js';
import { addColumnMap } from './cascade-maps.js';
import { addCodingMaps, addFileMaps } from './coding-maps.js';
import { addHostMap } from './host-map.js';
import { addPageMaps } from './page-maps.js';
import { addKeptMaps, addSetCookieMaps, segmentCookies } from './persistence-maps.js';
import { addOriginMaps, addPageCookieMaps, proxyBlock } from './proxy-block.js';
import { createRuleCompiler } from './rule-maps.js';
import { hashSizes } from './hash-sizes.js';
import { lines, serverBlock } from './server-block.js';
import { addSiteMaps, siteBlock } from './site-block.js';
import { createMapWriter, DOLLAR_DIRECTIVE, type MapWriter } from './syntax.js';

export interface NginxOptions {
	/** nginx has the ngx_brotli module: it is switched off for what is compressed already. */
	readonly brotliModule: boolean;
	/** Seconds that nginx's own cache keeps a page of an origin. */
	readonly maxAge: number;
	/** `CHOOSE_SECRET`; undefined: nothing is persisted. */
	readonly secret: string | undefined;
	/** The folder of the published one whose files never change (`build.assets`). Default: `_astro`. */
	readonly assetsFolder?: string;
}

/**
 * Routing for nginx 1.11 or later, made from the manifest alone. Of pages that are files: `nginx/http.conf`, `nginx/server.conf` and
 * `nginx/site.conf`; in front of an origin: `nginx/http.conf` and `nginx/proxy.conf`.
 *
 * @throws {ChooseError} `NotExportable` for a rule that nginx cannot hold.
 */
export function nginxFiles(manifest: EdgeManifest, options: NginxOptions): EdgeFiles {
	const maps = createMapWriter();
	const { variables, cookies } = addVisitorMaps(maps, manifest, options.secret);
	addCodingMaps(maps);
	if (manifest.signed !== null) {
		addOriginMaps(maps, manifest.signed, variables, options.maxAge);
		const pageCookies = addPageCookieMaps(maps, cookies);
		return new Map([
			['nginx/http.conf', httpContext(maps)],
			['nginx/proxy.conf', proxyBlock(options.maxAge, pageCookies)],
		]);
	}
	const { brotliModule, assetsFolder = '_astro' } = options;
	const columns = new Map<number, string>();
	const headers = addPageMaps(maps, manifest, (column) => {
		const known = columns.get(column) ?? addColumnMap(maps, manifest, variables, column);
		columns.set(column, known);
		return known;
	});
	addFileMaps(maps);
	addAnswerMaps(maps, manifest, variables);
	addSiteMaps(maps, manifest);
	return new Map([
		['nginx/http.conf', httpContext(maps)],
		['nginx/server.conf', serverBlock(manifest, { brotliModule, headers, cookies })],
		['nginx/site.conf', siteBlock(manifest, { assetsFolder })],
	]);
}

/** Who the visitor is, and the cookies that are set for it. */
function addVisitorMaps(maps: MapWriter, manifest: EdgeManifest, secret: string | undefined) {
	addDeviceMap(maps, manifest.device);
	addHostMap(maps, manifest.hosts);
	const compile = createRuleCompiler(maps);
	const persisted = segmentCookies(manifest, secret);
	const keptOf = addKeptMaps(maps, manifest, persisted, compile);
	const variables = addSegmentMaps(maps, manifest, compile, keptOf);
	const matchedOf = (at: number) => variables.find((one) => one.at === at)?.matched;
	return { variables, cookies: addSetCookieMaps(maps, persisted, matchedOf) };
}

function addAnswerMaps(
	maps: MapWriter,
	manifest: EdgeManifest,
	variables: readonly SegmentVariables[],
): void {
	if (!manifest.diagnostics) return;
	maps.add('cache_status', '$choose_found', [
		['default', `"${CACHE_STATUS.variant}"`],
		['""', `"${CACHE_STATUS.default}"`],
	]);
	addAliasMap(maps, manifest, variables);
	maps.add('server_timing', '$choose_alias', [
		['default', '"choose;desc=\\"$choose_alias\\""'],
		['""', '""'],
	]);
}

function httpContext(maps: MapWriter): string {
	const sizes = hashSizes(maps.counts);
	const explanation = `# Include this in the http context. Generated at build; it holds secrets where segments are persisted or audiences signed, and is for nginx alone to read.
`;
	const note = `# If nginx says that one of these is there twice, delete yours: none needs to be larger than the larger of the two.
`;
	const hash = sizes.length === 0 ? '' : note + lines(sizes);
	return `${explanation}${hash}${DOLLAR_DIRECTIVE}${maps.toString()}`;
}

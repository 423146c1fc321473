import type { EdgeHost } from '../../edge/edge-manifest.js';
import { regexOfText } from './characters.js';
import { quoteRegex, type MapEntry, type MapWriter } from './syntax.js';

/** What host names are made of between their dots. */
const CHARACTER = '[a-z0-9_-]';
const CHARACTER_OR_DOT = '[a-z0-9_.-]';
/** Ports up to 65535; larger ones are no URL's. */
const PORT =
	'0*(?:[0-9]{1,4}|[1-5][0-9]{4}|6(?:[0-4][0-9]{3}|5(?:[0-4][0-9]{2}|5(?:[0-2][0-9]|3[0-5]))))';
const DEFAULT_PORTS: Readonly<Record<string, string>> = { http: '80', https: '443' };

/**
 * Adds `$choose_host`: the host without its port, in whatever case; empty where none of the patterns allows it. It is not nginx's `$host`,
 * which has lost a dot at its end.
 */
export function addHostMap(maps: MapWriter, hosts: readonly EdgeHost[]): void {
	const entries = hosts
		.flatMap(regexesOf)
		.map((regex): MapEntry => [quoteRegex(`(?i)^${regex}\\z`), '$choose_host_name']);
	maps.add('host', '"$scheme://$http_host"', [['default', '""'], ...entries]);
}

// As `matchPattern` of astro/assets/utils, on the URL that the request is for.
function regexesOf({ protocol, hostname, port }: EdgeHost): string[] {
	const name = hostnameRegex(hostname);
	if (name === undefined) return [];
	const protocols = protocol ? [protocol] : ['http', 'https'];
	return protocols.flatMap((scheme) => {
		// A port that goes without saying is not part of a URL, and so equals none that is asked for.
		if (port && port === DEFAULT_PORTS[scheme]) return [];
		const portRegex = port ? `:0*${regexOfText(port)}` : `(?::(?:${PORT})?)?`;
		return [`${regexOfText(scheme)}://(?<choose_host_name>${name})${portRegex}`];
	});
}

function hostnameRegex(hostname: string | undefined): string | undefined {
	if (!hostname) return `${CHARACTER_OR_DOT}+`;
	// URLs are in lower case: a pattern that is not equals none.
	if (hostname !== hostname.toLowerCase()) return undefined;
	if (!hostname.startsWith('*')) return regexOfText(hostname);
	if (hostname.startsWith('**.')) return `${CHARACTER_OR_DOT}+\\.${regexOfText(hostname.slice(3))}`;
	if (hostname.startsWith('*.')) return `${CHARACTER}*\\.${regexOfText(hostname.slice(2))}`;
	return undefined;
}

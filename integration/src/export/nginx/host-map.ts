import type { EdgeHost } from '../../edge/edge-manifest.js';
import { regexOfText } from './characters.js';
import { quoteRegex, type MapEntry, type MapWriter } from './syntax.js';

const LABEL = '[a-z0-9_-]+';
const DEFAULT_PORTS: Readonly<Record<string, string>> = { http: '80', https: '443' };

/** Adds `$choose_host`: the host without its port, in lower case; empty where none of the patterns allows it. */
export function addHostMap(maps: MapWriter, hosts: readonly EdgeHost[]): void {
	const entries = hosts
		.flatMap(regexesOf)
		.map((regex): MapEntry => [quoteRegex(`(?i)^${regex}\\z`), '$host']);
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
		const portRegex = port ? `:0*${regexOfText(port)}` : '(?::[0-9]*)?';
		return [`${regexOfText(scheme)}://${name}${portRegex}`];
	});
}

function hostnameRegex(hostname: string | undefined): string | undefined {
	if (!hostname) return `${LABEL}(?:\\.${LABEL})*\\.?`;
	// URLs are in lower case: a pattern that is not equals none.
	if (hostname !== hostname.toLowerCase()) return undefined;
	if (!hostname.startsWith('*')) return regexOfText(hostname);
	if (hostname.startsWith('**.')) return `(?:${LABEL}\\.)+${regexOfText(hostname.slice(3))}`;
	if (hostname.startsWith('*.')) return `${LABEL}\\.${regexOfText(hostname.slice(2))}`;
	return undefined;
}

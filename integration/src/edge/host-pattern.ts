import type { EdgeHost } from './edge-manifest.js';

/** Whether a URL is of a host pattern, as Astro's `matchPattern` has it. */
export function matchesHost(url: URL, { protocol, hostname, port }: EdgeHost): boolean {
	return (
		(!protocol || protocol === url.protocol.slice(0, -1)) &&
		(!port || port === url.port) &&
		(!hostname || matchesName(url.hostname, hostname))
	);
}

function matchesName(name: string, pattern: string): boolean {
	if (!pattern.startsWith('*')) return name === pattern;
	const suffix = pattern.slice(pattern.indexOf('.'));
	const isSubdomain = name.length > suffix.length && name.endsWith(suffix);
	if (pattern.startsWith('**.')) return isSubdomain;
	return pattern.startsWith('*.') && isSubdomain && !name.slice(0, -suffix.length).includes('.');
}

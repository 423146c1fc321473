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
	if (!name.endsWith(suffix)) return false;
	const subdomain = name.slice(0, -suffix.length);
	if (pattern.startsWith('**.')) return subdomain !== '';
	return pattern.startsWith('*.') && !subdomain.includes('.');
}

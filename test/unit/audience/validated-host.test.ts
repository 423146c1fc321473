import { describe, expect, it } from 'vitest';
import {
	createHostReader,
	type HostHeaders,
} from '../../../integration/src/audience/validated-host.js';

const read = (
	allowed: Parameters<typeof createHostReader>[0],
	headers: Partial<HostHeaders>,
): string | undefined =>
	createHostReader(allowed)({
		host: undefined,
		forwardedHost: undefined,
		forwardedProto: undefined,
		forwardedPort: undefined,
		encrypted: false,
		...headers,
	});

const EXACT = [{ hostname: 'example.com' }];

describe('the host of a request', () => {
	it.each([
		['is trusted when it is named', EXACT, 'example.com', 'example.com'],
		['has no port', EXACT, 'example.com:8080', 'example.com'],
		['is in lower case', EXACT, 'EXAMPLE.com', 'example.com'],
		['is not trusted when another is named', EXACT, 'evil.example', undefined],
		['is not trusted when none is named', [], 'example.com', undefined],
		['is not the end of another', EXACT, 'notexample.com', undefined],
		['is not a subdomain of one that is named', EXACT, 'www.example.com', undefined],
		[
			'may be any subdomain of `*.`',
			[{ hostname: '*.example.com' }],
			'a.example.com',
			'a.example.com',
		],
		['is one level below `*.`', [{ hostname: '*.example.com' }], 'a.b.example.com', undefined],
		[
			'may be deep below `**.`',
			[{ hostname: '**.example.com' }],
			'a.b.example.com',
			'a.b.example.com',
		],
		[
			'must have the port that is named',
			[{ hostname: 'example.com', port: '8080' }],
			'example.com:8081',
			undefined,
		],
		[
			'has the port that is named',
			[{ hostname: 'example.com', port: '8080' }],
			'example.com:8080',
			'example.com',
		],
		[
			'must have the protocol that is named',
			[{ hostname: 'example.com', protocol: 'https' }],
			'example.com',
			undefined,
		],
		[
			'may be whatever when a pattern says nothing of it',
			[{}],
			'anything.example',
			'anything.example',
		],
		['of IPv6 is not trusted, as Astro does not', [{}], '[::1]:8080', undefined],
	])('%s', (_what, allowed, host, expected) => {
		expect(read(allowed, { host })).toBe(expected);
	});

	it.each([
		'',
		' ',
		'example.com/evil',
		'example.com\\evil',
		'evil.example?example.com',
		'evil.example#example.com',
		'example.com:8080:9090',
		'example.com:port',
		'exam ple.com',
		'example.com,evil.example',
		'%',
		'\u0000',
		'@',
		'x'.repeat(100_000),
	])('%j is no host', (host) => {
		expect(read(EXACT, { host })).toBeUndefined();
		expect(read(EXACT, { forwardedHost: host, host: 'example.com' })).toMatch(/^example\.com$/);
	});

	it.each<[string, Partial<HostHeaders>, string | undefined]>([
		[
			'comes before its own',
			{ forwardedHost: 'www.example.com', host: 'example.com' },
			'www.example.com',
		],
		[
			'is the first of several',
			{ forwardedHost: ' www.example.com , evil.example' },
			'www.example.com',
		],
		[
			'that is not named leaves its own',
			{ forwardedHost: 'evil.example', host: 'example.com' },
			'example.com',
		],
		[
			'that is not named, with an own that is not either',
			{ forwardedHost: 'evil.example', host: 'evil.example' },
			undefined,
		],
	])('that a proxy forwards %s', (_what, headers, expected) => {
		expect(read([...EXACT, { hostname: '*.example.com' }], headers)).toBe(expected);
	});

	it.each<[string, Partial<HostHeaders>, string | undefined]>([
		['of the connection', { host: 'example.com', encrypted: true }, 'example.com'],
		['of the connection, which is another', { host: 'example.com' }, undefined],
		['that a proxy names', { host: 'example.com', forwardedProto: 'https' }, 'example.com'],
		[
			'that the first proxy names',
			{ host: 'example.com', forwardedProto: 'https, http' },
			'example.com',
		],
		[
			'that is none, and so does not count',
			{ host: 'example.com', forwardedProto: 'gopher' },
			undefined,
		],
		['of a forwarded host is https unless said', { forwardedHost: 'example.com' }, 'example.com'],
		[
			'that may not be forwarded',
			{ forwardedHost: 'example.com', forwardedProto: 'http' },
			'example.com',
		],
	])('is for the protocol %s', (_what, headers, expected) => {
		expect(read([{ hostname: 'example.com', protocol: 'https' }], headers)).toBe(expected);
	});

	it.each<[string, Partial<HostHeaders>, string | undefined]>([
		[
			'forwarded, in place of that of the host',
			{ forwardedHost: 'example.com:1', forwardedPort: '8443' },
			'example.com',
		],
		['forwarded, but not named', { forwardedHost: 'example.com', forwardedPort: '1' }, undefined],
		[
			'forwarded, for a host that is not',
			{ host: 'example.com', forwardedPort: '8443' },
			undefined,
		],
	])('is for the port %s', (_what, headers, expected) => {
		expect(read([{ hostname: 'example.com', port: '8443' }], headers)).toBe(expected);
	});

	it('is the same when asked again', () => {
		const reader = createHostReader(EXACT);
		const headers = {
			forwardedHost: undefined,
			forwardedProto: undefined,
			forwardedPort: undefined,
		};
		for (const host of ['example.com', 'evil.example', 'example.com', 'evil.example']) {
			expect(reader({ ...headers, host, encrypted: false })).toBe(
				host === 'example.com' ? host : undefined,
			);
		}
	});
});

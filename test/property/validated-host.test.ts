import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { createRequest } from 'astro/app/node';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NodeFacts } from '../../integration/src/audience/node-facts.js';
import { createHostReader } from '../../integration/src/audience/validated-host.js';
import { runs } from '../support/runs.js';

const host = fc.constantFrom(
	// Twice, so that more than a few are allowed.
	'example.com',
	'www.example.com',
	'example.com',
	'EXAMPLE.com:8080',
	'www.example.com',
	'a.b.example.com:443',
	'evil.example',
	'evil.example/example.com',
	'example.com:1:2',
	'[::1]:80',
	'exa%6dple.com',
	'example.com, www.example.com',
	' www.example.com ,evil.example',
	'example.com.',
	'',
	' ',
);
const headers = fc.record(
	{
		host,
		'x-forwarded-host': host,
		'x-forwarded-proto': fc.constantFrom(
			'http',
			'https',
			'https, http',
			'HTTPS',
			'',
			'javascript',
			'ftp',
		),
		'x-forwarded-port': fc.constantFrom('443', '8080', '8080, 1', 'x', ''),
	},
	{ requiredKeys: [] },
);
const allowedDomains = fc.array(
	fc.record(
		{
			hostname: fc.constantFrom('example.com', '*.example.com', '**.example.com'),
			protocol: fc.constantFrom('http', 'https'),
			port: fc.constantFrom('', '443', '8080'),
		},
		{ requiredKeys: ['hostname'] },
	),
	{ maxLength: 3 },
);

/** What Astro calls a host that it does not trust. */
const UNTRUSTED = 'localhost';

describe('the host that rules see', () => {
	it("is that of Astro.url, whatever the request's headers and the trusted domains", () => {
		fc.assert(
			fc.property(headers, allowedDomains, fc.boolean(), (sent, allowed, encrypted) => {
				const socket = Object.assign(new Socket(), encrypted ? { encrypted } : {});
				const request = new IncomingMessage(socket);
				Object.assign(request, { method: 'GET', url: '/', headers: { ...sent } });
				const astro = new URL(createRequest(request, { allowedDomains: allowed }).url).hostname;
				const ours = new NodeFacts(request, createHostReader(allowed)).host;
				expect(ours ?? UNTRUSTED).toBe(astro);
			}),
			{
				...runs(3_000),
				// A protocol whose hosts keep their case is rare.
				examples: [
					[
						{ host: 'EXAMPLE.com:8080', 'x-forwarded-proto': 'javascript' },
						[{ hostname: 'example.com' }],
						false,
					],
				],
			},
		);
	});
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHostReader } from '../../integration/src/audience/validated-host.js';
import { compileRule } from '../../integration/src/audience/rules.js';
import type { Rule } from '../../integration/src/definition/definition-types.js';
import type { EdgeHost } from '../../integration/src/edge/edge-manifest.js';
import { addHostMap } from '../../integration/src/export/nginx/host-map.js';
import { createRuleCompiler } from '../../integration/src/export/nginx/rule-maps.js';
import { createMapWriter } from '../../integration/src/export/nginx/syntax.js';
import { ask } from '../support/ask.js';
import { createCertificate } from '../support/certificate.js';
import { factsOf } from '../support/facts.js';
import { findFreePort } from '../support/free-port.js';
import { startNginx, type RunningNginx } from '../support/nginx.js';
import { askByTls } from '../support/tls-ask.js';

/** As they come in `Host`. */
const HOSTS = [
	'shop.example', 'SHOP.Example', 'shop.example.', 'shop.example:8080', 'shop.example:080', 'shop.example:80', 'shop.example:443',
	'shop.example:0443', 'shop.example:8080.', 'shop.example.:8080', 'shop.example:', 'shop.example..', 'a.shop.example', 'a.b.shop.example',
	'A.shop.example:8080', 'a.shop.example.', '.shop.example', 'a..shop.example', 'xshop.example', 'shop.example.org', 'my_own.shop.example',
	'-a.shop.example', 'other.example', 'localhost', '127.0.0.1', '[::1]', 'shop.example:http', 'shop.example:99999', 'shop.example:8080:8080',
]; // prettier-ignore

const PATTERNS: readonly (readonly EdgeHost[])[] = [
	[{ hostname: 'shop.example' }],
	[{ hostname: 'Shop.example' }],
	[{ hostname: 'shop.example.' }],
	[{ hostname: '*.shop.example' }],
	[{ hostname: '**.shop.example' }],
	[{ hostname: '*.*.shop.example' }],
	[{ hostname: 'shop.example', port: '8080' }],
	[{ hostname: 'shop.example', port: '80' }],
	[{ hostname: 'shop.example', protocol: 'http', port: '443' }],
	[{ hostname: 'shop.example', protocol: 'https', port: '80' }],
	[{ hostname: '*.shop.example', protocol: 'https' }],
	[{ hostname: '**.shop.example', protocol: 'http' }],
	[{ protocol: 'https' }],
	[{ protocol: 'http', port: '8080' }],
	[{ port: '8080' }],
	[{ hostname: 'other.example' }, { hostname: '*.shop.example', port: '8080' }],
	[],
];

const RULES: readonly Rule[] = [
	{ host: '*' },
	{ host: 'SHOP.example' },
	{ host: '*.shop.*' },
	{ host: 'shop.example?' },
	{ not: { host: 'shop.example' } },
];

describe('hosts that rules are matched on, in nginx', () => {
	const started: RunningNginx[] = [];
	let urls: { readonly http: string; readonly https: string };

	beforeAll(async () => {
		const tls = await findFreePort();
		const paths = PATTERNS.map((hosts) => {
			const maps = createMapWriter();
			addHostMap(maps, hosts);
			const bits = RULES.map(createRuleCompiler(maps)).join('');
			return { maps: maps.toString(), bits };
		});
		// Each list of patterns has variables of its own.
		const ownName = (text: string, at: number) =>
			text.replace(/(?<=\$\{?|\(\?<)choose_/g, `choose_${at}_`);
		const nginx = await startNginx((folder) => {
			const { certificate, key } = createCertificate(folder);
			return {
				http: paths.map(({ maps }, at) => ownName(maps, at)).join(''),
				server: [
					`listen 127.0.0.1:${tls} ssl; ssl_certificate ${certificate}; ssl_certificate_key ${key};`,
					...paths.map(
						({ bits }, at) =>
							`location = /${at} { add_header X-Bits "${ownName(bits, at)}"; return 204; }`,
					),
				].join('\n'),
			};
		});
		started.push(nginx);
		urls = { http: nginx.url, https: `https://127.0.0.1:${tls}` };
	});
	afterAll(() => Promise.all(started.map((one) => one.stop())));

	it.each(['http', 'https'] as const)(
		'are those that Node takes them from (%s)',
		async (scheme) => {
			const send = scheme === 'http' ? ask : askByTls;
			const wrong: unknown[] = [];
			let matched = 0;
			for (const [at, hosts] of PATTERNS.entries()) {
				const readHost = createHostReader([...hosts]);
				for (const host of HOSTS) {
					const { status, headers } = await send(urls[scheme], `/${at}`, { headers: { host } });
					// nginx refuses some by itself.
					if (status === 400) continue;
					const facts = factsOf({
						host: readHost({
							host,
							forwardedHost: undefined,
							forwardedProto: undefined,
							forwardedPort: undefined,
							encrypted: scheme === 'https',
						}),
					});
					const expected = RULES.map((rule) =>
						compileRule(rule, () => undefined)(facts) ? '1' : '0',
					).join('');
					if (facts.host !== undefined) matched++;
					if (headers['x-bits'] !== expected)
						wrong.push({ hosts, host, expected, found: headers['x-bits'] });
				}
			}
			expect(wrong).toEqual([]);
			expect(matched).toBeGreaterThan(30);
		},
	);
});

import { describe, expect, it } from 'vitest';
import { checkRequirements } from '../../../integration/src/build/requirements.js';
import type { Rule } from '../../../integration/src/definition/definition-types.js';
import { definitionOf } from '../../support/definition.js';
import { problemsIn } from '../../support/errors.js';

interface Site {
	readonly adapter?: string | undefined;
	readonly hosts?: readonly string[];
	readonly isBuild?: boolean;
}

/** What a site with a rule is refused for. */
function check(when: Rule, site: Site = {}) {
	const { hosts = [], isBuild = true } = site;
	const adapter = 'adapter' in site ? site.adapter : '@astrojs/node';
	const config = {
		adapter: adapter === undefined ? undefined : { name: adapter, hooks: {} },
		security: { allowedDomains: hosts.map((hostname) => ({ hostname })) },
	};
	const definition = definitionOf({ segments: { acme: { when } } });
	return problemsIn(() =>
		Reflect.apply(checkRequirements, undefined, [definition, config, { isBuild }]),
	);
}

const HOST = { host: 'acme.example.com' };
const COOKIE = { cookie: { plan: 'pro' } };

describe('a rule that reads the host', () => {
	it.each<[string, Rule]>([
		['directly', HOST],
		['in an alternative', { anyOf: [COOKIE, HOST] }],
		['in a negation', { not: HOST }],
		['deep inside', { not: { anyOf: [{ not: HOST }] } }],
	])('%s needs a host that is trusted', (_where, when) => {
		expect(check(when)).toEqual([
			{
				name: 'HostNotValidated',
				path: 'segments.acme.when.host',
				expected: 'security.allowedDomains in astro.config to name the hosts you serve',
				found: 'none, so that Astro trusts no host and the rule would never match',
				hint: "Add security: { allowedDomains: [{ hostname: 'example.com' }] } with every host of the site.",
			},
		]);
	});

	it('for consent needs one as well', () => {
		const config = { adapter: { name: '@astrojs/node' }, security: { allowedDomains: [] } };
		const definition = definitionOf({ visitor: { consent: { not: HOST } } });
		const problems = problemsIn(() =>
			Reflect.apply(checkRequirements, undefined, [definition, config, { isBuild: true }]),
		);
		expect(problems.map(({ name, path }) => `${name} ${path}`)).toEqual([
			'HostNotValidated visitor.consent.host',
		]);
	});

	it('is fine where hosts are trusted', () => {
		expect(check(HOST, { hosts: ['acme.example.com'] })).toEqual([]);
	});

	it('needs one in `astro dev` too', () => {
		expect(check(HOST, { isBuild: false })).toHaveLength(1);
	});
});

describe('the adapter', () => {
	it('that is another is refused in a build, with what to use instead', () => {
		expect(check(COOKIE, { adapter: '@astrojs/vercel' })).toEqual([
			{
				name: 'UnsupportedAdapter',
				path: 'adapter',
				expected: '@astrojs/node, or no adapter',
				found: '@astrojs/vercel',
				hint: expect.stringMatching(/npx astro add node.*without an adapter.*edge/) as string,
			},
		]);
	});

	it('may be none', () => {
		expect(check(COOKIE, { adapter: undefined })).toEqual([]);
	});

	it("that is Node's is fine, and `astro dev` takes any", () => {
		expect(check(COOKIE)).toEqual([]);
		expect(check(COOKIE, { adapter: 'other', isBuild: false })).toEqual([]);
	});
});

import type { AstroConfig } from 'astro';
import type { ChooseDefinition, Rule } from '../definition/definition-types.js';
import { ChooseError } from '../errors.js';

const NODE_ADAPTER = '@astrojs/node';

/**
 * Refuses what cannot work before anything is built.
 *
 * @throws {ChooseError} UnsupportedAdapter, HostNotValidated.
 */
export function checkRequirements(
	definition: ChooseDefinition,
	config: Pick<AstroConfig, 'adapter' | 'security'>,
	{ isBuild }: { readonly isBuild: boolean },
): void {
	const reader = ruleOnHost(definition);
	if (reader !== undefined && config.security.allowedDomains.length === 0) {
		throw new ChooseError({
			name: 'HostNotValidated',
			path: reader,
			expected: 'security.allowedDomains in astro.config to name the hosts you serve',
			found: 'none, so that Astro trusts no host and the rule would never match',
			hint: "Add security: { allowedDomains: [{ hostname: 'example.com' }] } with every host of the site.",
		});
	}
	if (isBuild && config.adapter !== undefined && config.adapter.name !== NODE_ADAPTER) {
		throw new ChooseError({
			name: 'UnsupportedAdapter',
			path: 'adapter',
			expected: `${NODE_ADAPTER}, or no adapter`,
			found: config.adapter.name,
			hint: "Run `npx astro add node` and keep your pages prerendered: they stay static files, with the variants beside them. Or build without an adapter, and have the edge of your host answer: choose({ edge: { targets: ['nginx', 'cloudflare', 'netlify'] } }), those of them that you use.",
		});
	}
}

// Where the definitions first read the host.
function ruleOnHost({ segments, visitor }: ChooseDefinition): string | undefined {
	const segment = segments.find(({ when }) => when && readsHost(when));
	if (segment !== undefined) return `segments.${segment.name}.when.host`;
	const { consent } = visitor;
	return typeof consent === 'object' && readsHost(consent) ? 'visitor.consent.host' : undefined;
}

function readsHost(rule: Rule): boolean {
	return (
		rule.host !== undefined ||
		(rule.anyOf ?? []).some(readsHost) ||
		(rule.not !== undefined && readsHost(rule.not))
	);
}

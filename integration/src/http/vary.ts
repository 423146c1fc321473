import { compileConsent } from '../audience/consent.js';
import type { RuleInput } from '../audience/rules.js';
import type { ChooseDefinition } from '../definition/definition-types.js';
import { titleCase } from './header-name.js';

/** `Vary` of every answer of every varied page of a site: whatever rules, the device or cookies of ours may depend on. */
export function varyOf(definition: ChooseDefinition, ruleInputs: readonly RuleInput[]): string {
	const names = new Set(['Accept-Encoding', 'User-Agent']);
	const { consent, segment } = definition.visitor;
	const inputs = [...ruleInputs];
	if (typeof consent !== 'function') compileConsent(consent, (input) => inputs.push(input));
	const readsCookies =
		inputs.some(({ kind }) => kind === 'cookie') ||
		definition.segments.some(({ persist }) => persist !== undefined) ||
		typeof consent === 'function' ||
		segment !== undefined;
	if (readsCookies) names.add('Cookie');
	if (definition.device !== undefined) names.add(titleCase(definition.device.header));
	for (const { kind, name } of inputs) if (kind === 'header') names.add(titleCase(name));
	return [...names].join(', ');
}

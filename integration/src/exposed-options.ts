import type { AstroIntegration } from 'astro';
import { z } from 'astro/zod';
import type { ResolvedOptions } from './options.js';

// The configuration is evaluated in a module graph of its own; the command line and it meet here.
const KEY = Symbol.for('astro-choose.options');

/** The integration, with its options on it for `astro-choose lock` and `diff`. */
export function exposeOptions(
	integration: AstroIntegration,
	options: ResolvedOptions,
): AstroIntegration {
	return Object.assign(integration, { [KEY]: options });
}

const configSchema = z.object({
	root: z.string().optional(),
	integrations: z.array(z.unknown()).default([]),
});

/** The options of the first `choose()` in what `astro.config` exports, and the root it names; undefined without one. */
export function findOptions(
	config: unknown,
): { readonly options: unknown; readonly root: string | undefined } | undefined {
	const parsed = configSchema.safeParse(config);
	if (!parsed.success) return undefined;
	const { root, integrations } = parsed.data;
	const options = integrations
		.flat(Infinity)
		.map((one): unknown =>
			typeof one === 'object' && one !== null ? Reflect.get(one, KEY) : undefined,
		)
		.find((one) => one !== undefined);
	return options === undefined ? undefined : { options, root };
}

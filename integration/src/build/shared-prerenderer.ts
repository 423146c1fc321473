import type { AstroIntegration, AstroPrerenderer, HookParameters } from 'astro';
import { ChooseError } from '../errors.js';

type BuildStart = HookParameters<'astro:build:start'>;
type SetPrerenderer = BuildStart['setPrerenderer'];
type Wrap = (original: AstroPrerenderer) => AstroPrerenderer;

/** The one prerenderer of a build, for which several integrations may have a say. */
export interface SharedPrerenderer {
	/** Sets ours, innermost. */
	setOwn(set: SetPrerenderer, wrap: Wrap): void;
	/** @throws {ChooseError} PrerendererReplaced, if pages were prerendered, and none of them through ours. */
	check(pages: number, renderedByOwn: number): void;
}

/**
 * Astro keeps the prerenderer that was set last, and forgets those before it: whichever of two integrations comes first has no effect,
 * and nobody is told. Here another's wraps ours, whatever the order, and one that wraps nothing is refused.
 */
export function sharePrerenderer(
	others: readonly Pick<AstroIntegration, 'name' | 'hooks'>[],
): SharedPrerenderer {
	let own: Wrap = (original) => original;
	let other: { readonly name: string; readonly wrap: Wrap } | undefined;
	const apply = (set: SetPrerenderer) => {
		set((original) => (other === undefined ? own(original) : other.wrap(own(original))));
	};
	for (const { name, hooks } of others) {
		const hook = hooks['astro:build:start'];
		if (hook === undefined) continue;
		hooks['astro:build:start'] = (start) =>
			hook.call(hooks, {
				...start,
				setPrerenderer(prerenderer) {
					if (typeof prerenderer !== 'function') throw replaced(name);
					other = { name, wrap: prerenderer };
					apply(start.setPrerenderer);
				},
			});
	}
	return {
		setOwn(set, wrap) {
			own = wrap;
			apply(set);
		},
		check(pages, renderedByOwn) {
			if (other !== undefined && pages > 0 && renderedByOwn === 0) throw replaced(other.name);
		},
	};
}

function replaced(name: string): ChooseError {
	return new ChooseError({
		name: 'PrerendererReplaced',
		path: `integrations: ${name}`,
		expected: 'pages to be prerendered by Astro itself, or by what wraps it',
		found: 'a prerenderer of its own, so that no page could have variants',
		hint: `Build without ${name}, or make it wrap the prerenderer that setPrerenderer((original) => …) gives to it.`,
	});
}

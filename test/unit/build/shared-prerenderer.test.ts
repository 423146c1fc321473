import type { AstroIntegration, AstroPrerenderer, HookParameters } from 'astro';
import { expect, it } from 'vitest';
import { sharePrerenderer } from '../../../integration/src/build/shared-prerenderer.js';

type SetPrerenderer = HookParameters<'astro:build:start'>['setPrerenderer'];

const named = (name: string): AstroPrerenderer => ({
	name,
	getStaticPaths: () => Promise.resolve([]),
	render: () => Promise.resolve(new Response(null)),
});
const around = (name: string) => (original: AstroPrerenderer) => named(`${name}(${original.name})`);

function integration(prerenderer: Parameters<SetPrerenderer>[0]): AstroIntegration {
	return {
		name: 'other',
		hooks: {
			'astro:build:start': ({ setPrerenderer }) => {
				setPrerenderer(prerenderer);
			},
		},
	};
}

/** As Astro does: the last that is set, called with Astro's own. */
function build(...order: ('own' | AstroIntegration)[]) {
	let set: Parameters<SetPrerenderer>[0] | undefined;
	const others = order.filter((one) => one !== 'own');
	const shared = sharePrerenderer(others);
	const setPrerenderer: SetPrerenderer = (prerenderer) => (set = prerenderer);
	for (const one of order) {
		if (one === 'own') shared.setOwn(setPrerenderer, around('own'));
		else {
			const hook = one.hooks['astro:build:start'];
			// Of all that Astro gives to the hook, only this is used here.
			if (hook) Reflect.apply(hook, one.hooks, [{ setPrerenderer }]);
		}
	}
	return { shared, used: typeof set === 'function' ? set(named('astro')).name : undefined };
}

it('is ours alone where nobody else sets one', () => {
	expect(build('own', { name: 'other', hooks: {} }).used).toBe('own(astro)');
});

it('lets another’s wrap ours, whoever comes first', () => {
	expect(build('own', integration(around('other'))).used).toBe('other(own(astro))');
	expect(build(integration(around('other')), 'own').used).toBe('other(own(astro))');
});

it('refuses one that wraps nothing, by the name of its integration', () => {
	const object = integration(named('theirs'));
	expect(() => build('own', object)).toThrow(/integrations: other: .*\(PrerendererReplaced\)/);
	expect(() => build(integration(named('theirs')), 'own')).toThrow('PrerendererReplaced');
});

it('refuses one that wraps ours and does not use it, once pages were rendered without us', () => {
	const { shared } = build(
		'own',
		integration(() => named('theirs')),
	);
	expect(() => {
		shared.check(3, 0);
	}).toThrow(/integrations: other: .*\(PrerendererReplaced\)/);
	shared.check(3, 3);
	shared.check(0, 0);
	build('own').shared.check(3, 0);
});

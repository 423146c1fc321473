import { expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
import { describeFeature, testSite } from '../../support/matrix.js';
import type { ServedSite } from '../../support/fixture.js';

const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36';

/** A visitor whose browser keeps cookies. */
function createVisitor({ url }: ServedSite, ...cookies: (readonly [string, string])[]) {
	const jar = new Map(cookies);
	return async (path: string) => {
		const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
		const { text, headers } = await ask(url, path, { headers: { cookie, 'user-agent': BROWSER } });
		for (const one of headers['set-cookie'] ?? []) {
			const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(one) ?? [];
			jar.set(name, value);
		}
		return {
			hero: /<h1[^>]*>(.*?)<\/h1>/.exec(text)?.[1],
			count: /<output>(.*?)<\/output>/.exec(text)?.[1],
			names: [...jar.keys()].toSorted(),
		};
	};
}

describeFeature('Islands and interaction', 'Sessions and cookies', () => {
	testSite({ fixture: 'sessions', varied: ['/'] }, (run) => {
		it('a page reads both the session and a decision', async () => {
			const pro = createVisitor(run().varied, ['plan', 'pro']);
			const nobody = createVisitor(run().varied);
			expect(await pro('/count')).toMatchObject({ hero: 'Pro hero', count: '1 after 1' });
			expect(await pro('/count')).toMatchObject({ hero: 'Pro hero', count: '2 after 2' });
			expect(await nobody('/count')).toMatchObject({ hero: 'Default hero', count: '1 after 1' });
			expect(await pro('/count')).toMatchObject({ hero: 'Pro hero', count: '3 after 3' });
		});

		it('cookies of the site and ours are set beside each other', async () => {
			const visitor = createVisitor(run().varied);
			const { hero, names } = await visitor('/count?utm_source=facebook');
			expect(hero).toBe('Social hero');
			expect(names).toEqual(['astro-session', 'choose_segment', 'last']);
			expect(await visitor('/count')).toMatchObject({ hero: 'Social hero', count: '2 after 2' });
			expect(await visitor('/')).toMatchObject({ hero: 'Social hero' });
		});
	});
});

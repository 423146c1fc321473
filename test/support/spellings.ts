import { describe, expect, it } from 'vitest';
import { ask } from './ask.js';
import { PRO, testSite } from './matrix.js';
import { TARGETS } from './url-targets.js';

export interface UrlConfig {
	readonly base?: string;
	readonly trailingSlash?: 'always' | 'never' | 'ignore';
	readonly build?: { readonly format: 'directory' | 'file' | 'preserve' };
	readonly i18n?: object;
	readonly redirects?: object;
}

export const SLUGS = ['a', 'ü x', 'v1.2', 'A&B=1', 'ü+x'];

/** The pages of `test/fixtures/matrix/spellings` that read decisions; those of a folder's index end with a slash. */
const PAGES = [
	'',
	'about',
	'nested/',
	'nested/deep',
	...SLUGS.map((slug) => `blog/${slug}`),
	'de/about',
];

/** Asks for the pages of `test/fixtures/matrix/spellings` by every spelling of a URL that a client may think of. */
export function testSpellings(
	title: string,
	config: UrlConfig,
	more: readonly string[] = [],
): void {
	describe(title, () => {
		const varied = [...PAGES, ...more].map((page) => pathOf(page, config));
		const onDemand = ['/live', '/live/', '/docs/live', '/docs/live/'];
		testSite({ fixture: 'spellings', config, varied, targets: TARGETS, onDemand }, (run) => {
			it('leaves other methods to Astro, whoever asks', async () => {
				for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
					for (const target of ['/', '/about', '/docs/about/', '/live', '/nowhere']) {
						const asked = { method, headers: PRO };
						const expected = await ask(run().plain.url, target, asked);
						const found = await ask(run().varied.url, target, asked);
						expect(found.status, `${method} ${target}`).toBe(expected.status);
						expect(found.text).not.toContain('Pro hero');
					}
				}
			});
		});
	});
}

/** The path by which Astro prerenders a page. */
function pathOf(page: string, { base = '/', trailingSlash, build }: UrlConfig): string {
	const root = base.replace(/\/?$/, '/');
	const isIndex = page === '' || page.endsWith('/');
	const isFolder = build?.format === 'preserve' ? isIndex : build?.format !== 'file';
	const name = page.replace(/\/$/, '');
	if (!isFolder) return `${root}${name || 'index'}.html`;
	if (trailingSlash === 'never') return `${root}${name}`.replace(/(?<=.)\/$/, '');
	return name === '' ? root : `${root}${name}/`;
}

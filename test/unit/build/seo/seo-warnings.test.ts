import { describe, expect, it } from 'vitest';
import type { UndeclaredChange } from '../../../../integration/src/build/seo/seo-types.js';
import { warnOfSeo } from '../../../../integration/src/build/seo/seo-warnings.js';
import { audience, page, segment, seo, variant } from '../../../support/report-parts.js';

const everybody = {
	segments: [segment('Pro', [], [])],
	audiences: [...audience('default', []), ...audience('Pro', ['Pro'])],
};

function change(about: Partial<UndeclaredChange> = {}): UndeclaredChange {
	return { part: 'links', removed: ['/a/'], added: ['/b/'], changedBy: ['hero'], ...about };
}

function changedPage(path: string, ...undeclared: readonly UndeclaredChange[]) {
	return page(path, [
		variant('a', { isDefault: true }, ['default.d', 'default.m'], {}),
		variant('b', { seo: seo({ undeclared }) }, ['Pro.d'], {}),
		variant('c', { seo: seo({ undeclared }) }, ['Pro.m'], {}),
	]);
}

describe('SeoDiffers', () => {
	it('says what changed on which page for whom, and what to do', () => {
		const canonical = change({
			part: 'canonical',
			removed: [],
			added: ['https://example.com/a/'],
		});
		expect(warnOfSeo({ ...everybody, pages: [changedPage('/', change(), canonical)] })).toEqual([
			{
				name: 'SeoDiffers',
				message:
					'hero changes what search engines read of / for Pro on desktop: internal links (gone /a/; new /b/), ' +
					'canonical (new https://example.com/a/). Declare seo: true on the experience that is meant to, ' +
					'or render the same whatever it decides.',
			},
		]);
	});

	it('is said once of all pages that the same experience changes', () => {
		const pages = ['/', '/a/', '/b/', '/c/', '/d/', '/e/'].map((path) =>
			changedPage(path, change({ added: [`${path}x/`] })),
		);
		const warnings = warnOfSeo({ ...everybody, pages });
		expect(warnings).toHaveLength(1);
		expect(warnings[0]?.message).toContain('read of / for');
		expect(warnings[0]?.message).toContain('It does so on /a/, /b/, /c/ and 2 more as well.');
	});

	it('is said of each experience', () => {
		const pages = [changedPage('/', change(), change({ part: 'robots', changedBy: ['promo'] }))];
		expect(warnOfSeo({ ...everybody, pages }).map(({ message }) => message)).toEqual([
			expect.stringMatching(/^hero .*links/),
			expect.stringMatching(/^promo .*robots/),
		]);
	});

	it('advises otherwise where the device makes the difference', () => {
		const pages = [changedPage('/', change({ changedBy: ['device'] }))];
		const [warning] = warnOfSeo({ ...everybody, pages });
		expect(warning?.message).toMatch(/^the device changes .* Render the same for both devices/);
	});

	it('stays short', () => {
		const values = Array.from({ length: 5 }, (_, number) => `/${number}/${'x'.repeat(200)}/`);
		const pages = [changedPage('/', change({ removed: values, added: values }))];
		expect(warnOfSeo({ ...everybody, pages })[0]?.message.length).toBeLessThan(500);
	});

	it('is not said where every change is declared', () => {
		expect(warnOfSeo({ ...everybody, pages: [changedPage('/')] })).toEqual([]);
	});
});

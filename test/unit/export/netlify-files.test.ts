import { expect, it } from 'vitest';
import { createEdgeSite } from '../../support/edge-site.js';
import { netlifyFiles } from '../../../integration/src/export/netlify-files.js';

it('writes a base into netlify.toml as one text, whatever is in it', async () => {
	const base = '/a"\\b';
	const site = await createEdgeSite({ base });
	try {
		const toml = (await netlifyFiles(site.manifest)).get('netlify/netlify.toml') ?? '';
		const [, written = ''] = /^ {2}from = (".*")$/m.exec(toml) ?? [];
		expect(JSON.parse(written)).toBe(`${base}/*`);
	} finally {
		await site.remove();
	}
});

it('rewrites nothing where the site has no base', async () => {
	const site = await createEdgeSite();
	try {
		const toml = (await netlifyFiles(site.manifest)).get('netlify/netlify.toml') ?? '';
		expect(toml).toContain('edge_functions = "dist-edge/netlify/edge-functions"');
		expect(toml).not.toContain('redirects');
	} finally {
		await site.remove();
	}
});

import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'astro/zod';
import { ask } from '../../support/ask.js';
import { readTree, startFixtureEmulator, type FixtureSite } from '../../support/fixture.js';
import { createMatrixSite } from '../../support/matrix-site.js';
import { describeFeature, PRO, testSite } from '../../support/matrix.js';
import type { Emulator } from '../../../integration/src/emulator/index.js';
import type { Env } from '../../support/process.js';

const NOTES = ['notes/a/index.html', 'notes/b/index.html', 'notes/ü c/index.html'];
const SHOPS = ['shops/1/index.html', 'shops/2/index.html'];
const READING = ['/', '/notes/offer/'];
const KEPT = 'node_modules/.astro/astro-choose/incremental-pages.json';
const READING_NOTE = `---
interface Props {
	title: string;
}
---

<h1>{Astro.props.title} {Astro.locals.choose.get('hero').headline}</h1>
`;

const reportSchema = z.object({
	pages: z.array(z.object({ path: z.string() })),
	plainPages: z.number(),
});

describeFeature('Experimental flags', '`incrementalBuild`', () => {
	describe('the first build', () => {
		testSite({ fixture: 'incremental', varied: READING, targets: ['/notes/a/', '/shops/1/'] });
	});

	describe('the builds after it', () => {
		let site: FixtureSite;
		let emulator: Emulator;
		let env: Env;

		const build = async (own: FixtureSite = site) => {
			const { code, output } = await own.build(env);
			expect(code, output).toBe(0);
			const report = reportSchema.parse(JSON.parse(await own.read('dist/choose-report.json')));
			return {
				restored: [...output.matchAll(/─ (?:\/)?(.*) \(restored\)/g)].map(([, file]) => file),
				varied: report.pages.map(({ path }) => path).toSorted(),
				plainPages: report.plainPages,
				client: await readTree(join(own.root, 'dist/client')),
			};
		};

		const showsToPro = async (path: string) => {
			const served = await site.serve();
			const { text } = await ask(served.url, path, { headers: PRO });
			await served.stop();
			return text;
		};

		beforeAll(async () => {
			site = await createMatrixSite('incremental');
			({ emulator, env } = await startFixtureEmulator(site));
		});
		afterAll(async () => {
			await emulator.close();
			await site.remove();
		});

		it('restore the pages that read nothing, and keep every variant', async () => {
			const first = await build();
			expect(first.restored).toEqual([]);
			const second = await build();
			expect(second.restored.toSorted()).toEqual([...NOTES, ...SHOPS]);
			expect(second).toMatchObject({ varied: READING, plainPages: 5 });
			expect(second.client).toEqual(first.client);
			expect(await showsToPro('/notes/offer/')).toContain('Pro tip');
		});

		it('render a page again whose code begins to read', async () => {
			await site.write('src/components/Note.astro', READING_NOTE);
			const edited = await build();
			expect(edited.restored).toEqual(SHOPS);
			expect(await showsToPro('/notes/a/')).toContain('Note a Pro hero');

			const after = await build();
			expect(after.restored).toEqual(SHOPS);
			expect(after.varied).toEqual(edited.varied);
			expect(after.client).toEqual(edited.client);
		});

		it('render everything when it is not known what the last one read', async () => {
			await site.write(KEPT, '{ "version": 0 }');
			const { restored, varied } = await build();
			expect(restored).toEqual([]);
			expect(varied).toHaveLength(5);
		});
	});
});

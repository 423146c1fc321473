import { expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
import { describeFeature, testSite } from '../../support/matrix.js';

describeFeature(
	'URLs and output',
	'`outDir`, `build.client`, `build.server`, `build.serverEntry`, `publicDir`',
	() => {
		testSite(
			{
				fixture: 'output',
				config: {
					outDir: './out',
					publicDir: './static',
					build: { client: './www', server: './node/app', serverEntry: 'main.mjs' },
				},
				folders: { out: 'out', client: 'out/www', entry: 'out/node/app/main.mjs' },
				varied: ['/', '/about/'],
				targets: ['/plain/', '/humans.txt'],
			},
			(run) => {
				it('has the files of the public folder', async () => {
					const { text } = await ask(run().varied.url, '/humans.txt');
					expect(text).toBe('Everybody is welcome.\n');
				});

				it('writes nothing of ours where everybody may read it', async () => {
					for (const path of [
						'/variants/index.json',
						'/choose-report.json',
						'/node/app/main.mjs',
					]) {
						expect(await ask(run().varied.url, path), path).toMatchObject({ status: 404 });
					}
				});
			},
		);
	},
);

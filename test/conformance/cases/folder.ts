import type { ConformanceCase, SiteUnderTest } from '../case-types.js';

const part = 'The folder of variants';

async function listVariants(site: SiteUnderTest): Promise<readonly string[]> {
	const files = await site.listFiles();
	return files.filter((name) => name.startsWith('_choose-'));
}

/** What only a site has whose variants are files. */
export const folderCases: readonly ConformanceCase[] = [
	{
		part,
		title: 'its files are 404 for whoever asks for them, and are not to be indexed',
		expected: { some: true, answers: ['404 noindex'] },
		async observe(site) {
			const variants = await listVariants(site);
			const [folder = ''] = variants[0]?.split('/') ?? [];
			const answers = new Set<string>();
			for (const name of [...variants, `${folder}/`, `${folder}/nowhere`]) {
				for (const headers of [{}, { cookie: 'plan=pro' }]) {
					const answer = await site.ask(`/${name}`, { headers });
					answers.add(`${answer.status} ${String(answer.headers['x-robots-tag'])}`);
				}
			}
			return { some: variants.length > 0, answers: [...answers] };
		},
	},
	{
		part,
		title: 'no page links to it',
		expected: { linking: [] },
		async observe(site) {
			const files = await site.listFiles();
			const linking: string[] = [];
			for (const name of files.filter((one) => one.endsWith('.html') || one.endsWith('.xml'))) {
				if ((await site.readFile(name)).includes('_choose-')) linking.push(name);
			}
			return { linking };
		},
	},
];

import type { ConformanceCase, SiteUnderTest } from '../case-types.js';

const part = 'The folder of variants';

async function listVariants(site: SiteUnderTest): Promise<readonly string[]> {
	const files = await site.listFiles();
	return files.filter((name) => name.startsWith('_choose-'));
}

/** Ways to write the address of one file. */
const ADDRESSES: Readonly<Record<string, (path: string) => string>> = {
	'with two slashes': (path) => `/${path}`,
	'with an underscore that is encoded': (path) => path.replace('_', '%5F'),
	'encoded, in other case': (path) => path.replace('/_choose', '/%5fChoose'),
	'with an encoded slash': (path) => path.replaceAll('/', '%2f').replace('%2f', '/'),
	'in other case': (path) => path.toUpperCase(),
	'behind a folder and dots': (path) => `/plain/..${path}`,
	'behind a folder and dots that are encoded': (path) => `/plain/%2e%2e${path}`,
	'behind the assets and dots': (path) => `/_astro/..%2f${path.slice(1)}`,
	'behind the assets and dots that are encoded': (path) => `/_astro/%2e%2e${path}`,
};

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
		title: 'its files are 404, however their addresses are written',
		expected: { some: true, sent: [], statuses: [404] },
		async observe(site) {
			const variant = (await listVariants(site)).find((name) => !/\.(?:br|gz)$/.test(name)) ?? '';
			const bytes = await site.readFile(variant);
			const statuses = new Set<number>();
			const sent: string[] = [];
			for (const [title, write] of Object.entries(ADDRESSES)) {
				const answer = await site.ask(write(`/${variant}`));
				statuses.add(answer.status);
				if (answer.bytes.equals(bytes)) sent.push(title);
			}
			return { some: variant !== '', sent, statuses: [...statuses] };
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

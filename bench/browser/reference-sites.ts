import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEmulator } from 'astro-choose/emulator';
import { runNode, type Env } from '../../test/support/process.ts';
import type { Device } from './links.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FOLDER = join(ROOT, '.cache/bench/browser');
const FILES = ['choose.seed.json', 'package.json', 'public', 'src', 'tsconfig.json'];

/** Whom the pages are for: the visitor from an advertisement, who is also everyone. */
const SHOWN_TO = ['paid-social', 'everyone'];
export const VISITOR_QUERY = '?utm_source=facebook';

/** The reference site, built with the integration. Gives its folder. */
export async function buildVaried(): Promise<string> {
	const root = await copyReferenceSite('varied');
	await cp(join(ROOT, 'astro.config.mjs'), join(root, 'astro.config.mjs'));
	const emulator = await startEmulator({ seedFile: join(root, 'choose.seed.json') });
	try {
		const [apiKey] = emulator.seed.keys;
		await build(root, { INTEMPT_API_KEY: apiKey, INTEMPT_API_URL: emulator.url });
	} finally {
		await emulator.close();
	}
	return root;
}

/** The same site, built by Astro alone, with what that visitor is decided on a device written in. */
export async function buildPlain(device: Device): Promise<string> {
	const root = await copyReferenceSite(`plain-${device}`);
	await writeFile(join(root, 'astro.config.mjs'), CONFIG);
	await writeFile(join(root, 'src/written-in.ts'), writtenIn(device));
	await build(root, {});
	return root;
}

async function copyReferenceSite(name: string): Promise<string> {
	const root = join(FOLDER, name);
	await rm(root, { recursive: true, force: true });
	await mkdir(root, { recursive: true });
	for (const file of FILES) await cp(join(ROOT, file), join(root, file), { recursive: true });
	return root;
}

async function build(root: string, env: Env): Promise<void> {
	const astro = join(ROOT, 'node_modules/astro/bin/astro.mjs');
	const { code, output } = await runNode([astro, 'build'], { cwd: root, env });
	if (code !== 0) throw new Error(`the reference site could not be built:\n${output}`);
}

const CONFIG = `import node from '@astrojs/node';
import sitemap from '@astrojs/sitemap';
import { defineConfig } from 'astro/config';
const writtenIn = {
	name: 'written-in',
	hooks: {
		'astro:config:setup': ({ addMiddleware }) =>
			addMiddleware({ order: 'pre', entrypoint: new URL('./src/written-in.ts', import.meta.url) }),
	},
};
export default defineConfig({
	site: 'https://larkfell.example',
	adapter: node({ mode: 'standalone' }),
	i18n: { locales: ['en', 'de'], defaultLocale: 'en' },
	integrations: [
		writtenIn,
		sitemap({ i18n: { defaultLocale: 'en', locales: { en: 'en', de: 'de' } } }),
	],
});
`;

function writtenIn(device: Device): string {
	return `import seed from '../choose.seed.json';
import definition from './choose.config';

const bodyFor = ({ variants }) => ${JSON.stringify(SHOWN_TO)}.flatMap((segment) =>
	variants.filter((one) => one.targeting.segment === segment && (one.device ?? '${device}') === '${device}'),
)[0]?.body;

export const onRequest = ({ locals, currentLocale = 'en' }, next) => {
	const inLocale = (payload) => payload?.[currentLocale] ?? payload;
	locals.choose = {
		device: '${device}',
		get: (name) =>
			inLocale(
				bodyFor(seed.experiences.find((one) => one.name === name)) ??
					definition.experiences[name].default,
			),
		group: (group) =>
			seed.experiences
				.filter((one) => one.group === group)
				.map((one) => ({ name: one.name, payload: inLocale(bodyFor(one)) }))
				.filter(({ payload }) => payload !== undefined),
	};
	return next();
};
`;
}

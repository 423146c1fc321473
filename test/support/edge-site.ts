import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createDecisionTable } from '../../integration/src/decisions/decision-table.js';
import type { EdgeManifest } from '../../integration/src/edge/edge-manifest.js';
import { createEdgeManifest } from '../../integration/src/export/create-edge-manifest.js';
import type { EdgeFiles } from '../../integration/src/export/export-types.js';
import { digestContent } from '../../integration/src/store/content-digest.js';
import type { StoredVariant } from '../../integration/src/store/index-file.js';
import { listAudiences } from '../../integration/src/variants/audiences.js';
import { findVariant } from '../../integration/src/variants/match.js';
import { valueOfRead, type Outcome, type ReadName } from '../../integration/src/variants/reads.js';
import { definitionOf, text } from './definition.js';
import { SITE_CONFIG } from './edge-manifest.js';

export interface EdgeSiteOptions {
	/** Without a slash at its end. */
	readonly base?: string;
	readonly trailingSlash?: EdgeManifest['trailingSlash'];
	readonly diagnostics?: boolean;
}

/** A published folder with two varied pages, made by hand, and its manifest. */
export interface EdgeSite {
	readonly manifest: EdgeManifest;
	readonly clientFolder: URL;
	readonly edgeFolder: URL;
	/** The digest of what a page shows. */
	digestOf(shown: string): string;
	/** Writes generated files into the edge folder. */
	write(files: EdgeFiles): Promise<void>;
	/** Writes a file of the published folder. */
	publish(file: string, content: string): Promise<void>;
	/** Takes a file of the published folder away. */
	withdraw(file: string): Promise<void>;
	remove(): Promise<void>;
}

export const FOLDER = '_choose-AbCdEfGhIjKlMnOpQrStUv/';
/** As long as a page is that hosts compress. */
const FILLER = `<p>${'word '.repeat(400)}</p>`;

const HERO: ReadName = { kind: 'experience', name: 'hero' };
const DEVICE: ReadName = { kind: 'device', name: '' };

export const HOME = (hero: string) => `<h1>${hero}</h1>${FILLER}`;
export const CAFE = (hero: string, device: string) => `<h2>${hero} on ${device}</h2>${FILLER}`;

export async function createEdgeSite(options: EdgeSiteOptions = {}): Promise<EdgeSite> {
	const { base = '', trailingSlash = 'ignore', diagnostics = true } = options;
	const root = await mkdtemp(join(tmpdir(), 'choose-edge-'));
	const definition = definitionOf({
		segments: {
			pro: { when: { cookie: { plan: 'pro' } } },
			social: { when: { query: { utm_source: ['facebook', 'insta*'] } }, persist: '30m' },
			unrendered: { when: { query: { unrendered: true } } },
			everyone: {},
		},
		experiences: { hero: text('Default') },
	});
	const decided = { pro: 'Pro', social: 'Social', unrendered: 'Unrendered' };
	const table = createDecisionTable(
		definition,
		Object.entries(decided).flatMap(([segment, hero]) =>
			(['desktop', 'mobile'] as const).map((device) => ({
				segment,
				device,
				fetchedAt: 0,
				reply: { experiences: { hero }, groups: {} },
			})),
		),
		() => undefined,
	);
	const files = new Map<string, string>();
	const rendered = listAudiences(definition.segments, table).filter(
		({ segments }) => !segments.some(({ name }) => name === 'unrendered'),
	);
	const pageOf = (
		file: string,
		names: readonly ReadName[],
		render: (hero: string, device: string) => string,
	) => {
		const variants: StoredVariant[] = [];
		for (const { outcome } of rendered) {
			if (findVariant(variants, outcome) !== undefined) continue;
			const body = render(heroOf(outcome), outcome.device);
			const digest = digestContent(Buffer.from(body));
			files.set(FOLDER + digest, body);
			if (variants.length === 0) files.set(file, body);
			const reads = names.map((name) => ({ ...name, value: valueOfRead(outcome, name) ?? '' }));
			variants.push({ body: digest, reads, headers: { 'content-language': 'en' } });
		}
		return {
			file,
			request: { url: 'http://localhost/', route: '/', component: 'a.astro', type: 'page' },
			variants,
		};
	};
	const pages = [
		pageOf('index.html', [HERO], HOME),
		pageOf('café/menu one/index.html', [HERO, DEVICE], CAFE),
	];
	files.set('plain/index.html', `<h1>Plain</h1>${FILLER}`);
	files.set('404.html', '<h1>Nothing here</h1>');
	files.set('_astro/style.css', 'h1 { color: red }');
	files.set('_headers', `/${FOLDER}*\n  X-Robots-Tag: noindex\n`);
	const clientFolder = pathToFileURL(`${root}/dist/`);
	const edgeFolder = pathToFileURL(`${root}/dist-edge/`);
	const writeAt = async (path: string, content: string) => {
		await mkdir(dirname(path), { recursive: true });
		await writeFile(path, content);
	};
	for (const [file, content] of files) await writeAt(join(root, 'dist', file), content);
	return {
		manifest: createEdgeManifest({
			index: { build: { modules: [], digest: 'b' }, pages },
			definition,
			table,
			config: { ...SITE_CONFIG, base: base || '/', trailingSlash, build: { format: 'directory' } },
			diagnostics,
			folder: FOLDER,
			signed: null,
		}),
		clientFolder,
		edgeFolder,
		digestOf: (shown) => digestContent(Buffer.from(shown)),
		async write(generated) {
			for (const [file, content] of generated)
				await writeAt(join(root, 'dist-edge', file), content);
		},
		publish: (file, content) => writeAt(join(root, 'dist', file), content),
		withdraw: (file) => rm(join(root, 'dist', file)),
		remove: () => rm(root, { recursive: true, force: true }),
	};
}

function heroOf({ decisions }: Outcome): string {
	return String(decisions.experiences.get('hero')?.payload);
}

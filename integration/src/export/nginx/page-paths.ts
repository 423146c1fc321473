import type { EdgeManifest } from '../../edge/edge-manifest.js';

const FILE_NAME = /\/[^/]+\.\w+$/;

/**
 * The paths, decoded and with the base, under which `@astrojs/node` answers with a file (nginx has merged slashes and resolved dots by
 * then). A redirect is no answer.
 */
export function pathsOfFile(
	{ base, trailingSlash, format }: Pick<EdgeManifest, 'base' | 'trailingSlash' | 'format'>,
	file: string,
): string[] {
	const paths = [`/${file}`];
	if (file === 'index.html' || file.endsWith('/index.html')) {
		const folder = `/${file.slice(0, -'index.html'.length)}`;
		const bare = folder.slice(0, -1);
		const isRoot = base === '' && folder === '/';
		if (trailingSlash !== 'never' || isRoot) paths.push(folder);
		if (trailingSlash !== 'always' && !isRoot) paths.push(bare);
	}
	// A name without its ending: not where a slash belongs to every name.
	const name = `/${file.replace(/\.html$/, '')}`;
	const isExtended = file.endsWith('.html') && !FILE_NAME.test(name);
	if (format !== 'directory' && trailingSlash !== 'always' && isExtended) paths.push(name);
	return [...new Set(paths)].map((path) => base + path);
}

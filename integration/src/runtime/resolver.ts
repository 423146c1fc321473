import { posix } from 'node:path';
import type { Routing } from '../store/index-file.js';

/**
 * Which file of the client folder `@astrojs/node` answers a request target with; undefined where it answers with anything else (a
 * redirect, an error, an on-demand page), or where the answer is not one of `files`.
 */
export function createResolver(
	{ base, trailingSlash, format, folders }: Routing,
	files: ReadonlySet<string>,
): (target: string) => string | undefined {
	const isFolder = new Set(folders);
	const prefix = base.replace(/\/$/, '');

	const withoutBase = (path: string): string =>
		prefix !== '' && (path === prefix || path.startsWith(`${prefix}/`))
			? path.slice(prefix.length) || '/'
			: path;

	return (target) => {
		const path = withoutQuery(target);
		// An escaped slash is a character of a name here and a separator there.
		if (/%(?:2f|5c)/i.test(path)) return undefined;
		const decoded = tryDecode(decodeURI, path) && tryDecode(decodeURI, withoutBase(path));
		if (decoded === undefined) return undefined;
		const folder = isFolder.has(posix.normalize(`/${decoded}`).replace(/^\/|\/$/g, ''));
		const hasSlash = path.endsWith('/');
		if (trailingSlash === 'always' && !hasSlash && !hasExtension(path)) return undefined;
		if (trailingSlash === 'never' && folder && path !== '/' && hasSlash) return undefined;
		const asked = trailingSlash !== 'always' && folder && !hasSlash ? `${path}/index.html` : path;
		const sent = tryDecode(
			decodeURIComponent,
			posix.normalize(`/${withoutBase(asked).replace(/^\/+/, '')}`),
		);
		if (sent === undefined || sent.includes('\0') || /(?:^|\/)\.[^/]/.test(sent)) return undefined;
		return findFile(posix.normalize(sent).slice(1));
	};

	function findFile(name: string): string | undefined {
		const file = name === '' || name.endsWith('/') ? `${name}index.html` : name;
		if (files.has(file)) return file;
		const page = `${file}.html`;
		return format !== 'directory' && !name.endsWith('/') && !hasExtension(file) && files.has(page)
			? page
			: undefined;
	}
}

function withoutQuery(target: string): string {
	const end = target.search(/[?#]/);
	return end === -1 ? target : target.slice(0, end);
}

function hasExtension(path: string): boolean {
	return /\.[^/.]+$/.test(path.slice(path.lastIndexOf('/') + 1));
}

function tryDecode(decode: (text: string) => string, text: string): string | undefined {
	try {
		return decode(text);
	} catch {
		return undefined;
	}
}

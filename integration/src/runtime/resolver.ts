import { posix } from 'node:path';
import type { Routing } from '../store/index-file.js';

/** What Astro takes for the name of a file, to which it adds no slash. */
const FILE_NAME = /\/[^/]+\.\w+$/;
/** Paths that Astro keeps for itself, unless they are slashes only. */
const INTERNAL = /^\/(?:[_@.]|\/+[^/])/;
const OUTSIDE = /(?:^|\/)\.\.(?:\/|$)/;
const HIDDEN = /(?:^|\/)\.[^/]/;

/**
 * Which file of the client folder `@astrojs/node` answers a request target with; undefined where it answers with anything else (a
 * redirect, an error, an on-demand page), or where the answer is not one of `files`. Step by step what its `serve-static.js`, and the
 * `send` below it, do with a path.
 */
export function createResolver(
	{ base, trailingSlash, format, folders }: Routing,
	files: Pick<ReadonlySet<string>, 'has'>,
): (target: string) => string | undefined {
	const folderNames = new Set(folders);
	const prefix = base.replace(/\/$/, '');

	const withoutBase = (path: string): string => {
		const single = path.replace(/^\/{2,}/, '/');
		if (single === prefix) return '/';
		return single.startsWith(`${prefix}/`) ? single.slice(prefix.length) : single;
	};

	/** The path that is sent for a path that was asked for; undefined for a redirect. */
	const pathToSend = (path: string): string | undefined => {
		const hasSlash = path.endsWith('/');
		if (trailingSlash === 'always') {
			return hasSlash || FILE_NAME.test(path) || INTERNAL.test(path) ? path : undefined;
		}
		const decoded = tryDecode(decodeURI, withoutBase(path));
		if (decoded === undefined || !folderNames.has(nameOf(decoded).replace(/\/$/, ''))) return path;
		if (!hasSlash) return `${path}/index.html`;
		return trailingSlash === 'never' && path !== '/' ? undefined : path;
	};

	const findFile = (name: string, hasSlash: boolean): string | undefined => {
		const file = hasSlash ? posix.join(name, 'index.html') : name;
		if (files.has(file)) return file;
		const canExtend = format !== 'directory' && !hasSlash && posix.extname(name) === '';
		return canExtend && files.has(`${name}.html`) ? `${name}.html` : undefined;
	};

	return (target) => {
		const path = withoutQuery(target);
		// Answered with 400 before anything else.
		if (tryDecode(decodeURI, path) === undefined) return undefined;
		const sent = pathToSend(path);
		if (sent === undefined) return undefined;
		const normal = posix.normalize(`/${withoutBase(sent)}`);
		const decoded = tryDecode(decodeURIComponent, normal);
		// A backslash separates names on some systems: not ours to say what it means.
		if (decoded === undefined || /[\0\\]/.test(decoded)) return undefined;
		const name = nameOf(decoded);
		const isHidden = HIDDEN.test(name) && !normal.startsWith('/.well-known/');
		if (OUTSIDE.test(name) || isHidden) return undefined;
		return findFile(name, normal.endsWith('/'));
	};
}

/** A path as a name inside the client folder, which is the empty string itself. A name that leads out of it begins with `..`. */
function nameOf(path: string): string {
	const name = posix.normalize(`./${path}`);
	return name === './' || name === '.' ? '' : name;
}

function withoutQuery(target: string): string {
	const end = target.search(/[?#]/);
	return end === -1 ? target : target.slice(0, end);
}

function tryDecode(decode: (text: string) => string, text: string): string | undefined {
	try {
		return decode(text);
	} catch {
		return undefined;
	}
}

/**
 * Run by Deno: serves a folder as Netlify documents that it does, with one edge function before it. Arguments: the function's module, the
 * folder, the `_headers` rules as JSON (path → headers), and the rewrites of `netlify.toml` (`{ from, to }`).
 *
 * Redirects are as with "Pretty URLs" off, so that each file answers by every path under which Netlify looks for it:
 * https://docs.netlify.com/manage/routing/redirects/redirect-options/#trailing-slash
 */
interface EdgeConfig {
	readonly path: string | readonly string[];
	readonly excludedPath: readonly string[];
	readonly method: readonly string[];
	readonly onError: string;
}

interface EdgeModule {
	readonly default: (
		request: Request,
		context: { next(): Promise<Response> },
	) => Promise<Response | undefined>;
	readonly config: EdgeConfig;
}

interface DenoGlobal {
	readonly args: readonly string[];
	readonly env: { get(name: string): string | undefined };
	readFile(path: URL): Promise<Uint8Array<ArrayBuffer>>;
	serve(
		options: { hostname: string; port: number; onListen: (address: { port: number }) => void },
		handle: (request: Request) => Promise<Response>,
	): unknown;
}

const { Deno: deno } = globalThis as unknown as { readonly Deno: DenoGlobal };
const [moduleUrl = '', folder = '', rules = '{}', rewritten = '[]'] = deno.args;
const compile = (pathname: string) => new URLPattern({ pathname });
const headerRules = Object.entries(
	JSON.parse(rules) as Record<string, { set: Record<string, string> }>,
).map(([path, { set }]) => ({ pattern: compile(path), set: Object.entries(set) }));
const rewrites = (JSON.parse(rewritten) as { from: string; to: string }[]).map(({ from, to }) => ({
	// A rule for `/a/*` is one for `/a`, too: a slash at the end makes no difference.
	pattern: compile(from.replace(/\/\*$/, '{/*}?')),
	to,
}));
// What the function fetches of its own site is answered here, at whatever domain it was asked.
Object.assign(globalThis, {
	Netlify: { env: deno.env },
	fetch: (input: URL, init: RequestInit) => answer(new Request(input, init)),
});
const edge = (await import(moduleUrl)) as EdgeModule;
const TYPES: Readonly<Record<string, string>> = {
	html: 'text/html; charset=UTF-8',
	css: 'text/css; charset=UTF-8',
};

const { method: methods, onError } = edge.config;
const [paths, excludedPaths] = [edge.config.path, edge.config.excludedPath].map((patterns) =>
	[patterns].flat().map(compile),
) as [URLPattern[], URLPattern[]];
const matches = (patterns: readonly URLPattern[], pathname: string) =>
	patterns.some((pattern) => pattern.test({ pathname }));

/** The file of a path, or of the one that it is rewritten to; a file that is there goes before a rewrite. */
async function findPublished(pathname: string) {
	const found = await readPublished(pathname);
	if (found !== undefined) return found;
	for (const { pattern, to } of rewrites) {
		const [splat = ''] = Object.values(pattern.exec({ pathname })?.pathname.groups ?? {});
		if (pattern.test({ pathname })) return readPublished(to.replace(':splat', splat));
	}
	return undefined;
}

async function readPublished(
	path: string,
): Promise<{ file: string; bytes: Uint8Array<ArrayBuffer> } | undefined> {
	const bare = decode(path)?.replace(/^\/+|\/+$/g, '');
	// Read when a site is deployed, and nobody is sent it.
	if (bare === undefined || bare === '_headers') return undefined;
	const names = [bare, `${bare}.html`, `${bare}/index.html`, 'index.html'];
	for (const file of bare === '' ? names.slice(-1) : names.slice(0, 3)) {
		try {
			const url = new URL(file.split('/').map(encodeURIComponent).join('/'), folder);
			return { file, bytes: await deno.readFile(url) };
		} catch {
			// Not there, or a folder.
		}
	}
	return undefined;
}

function decode(path: string): string | undefined {
	try {
		return decodeURIComponent(path);
	} catch {
		return undefined;
	}
}

async function sendPublished(request: Request): Promise<Response> {
	const { pathname } = new URL(request.url);
	const found = await findPublished(pathname);
	const shown = found ?? (await readPublished('/404.html'));
	const type = TYPES[/\.(\w+)$/.exec(shown?.file ?? '')?.[1] ?? ''];
	const headers = new Headers({
		'Cache-Control': 'public, max-age=0, must-revalidate',
		ETag: `"${shown?.bytes.length ?? 0}-netlify"`,
		...(type !== undefined && { 'Content-Type': type }),
	});
	for (const { pattern, set } of headerRules) {
		if (!pattern.test({ pathname })) continue;
		for (const [name, value] of set) headers.set(name, value);
	}
	const body = request.method === 'HEAD' ? null : (shown?.bytes ?? null);
	return new Response(body, { status: found === undefined ? 404 : 200, headers });
}

async function answer(request: Request): Promise<Response> {
	const { pathname } = new URL(request.url);
	const isAsked =
		matches(paths, pathname) &&
		!matches(excludedPaths, pathname) &&
		methods.includes(request.method);
	if (!isAsked) return sendPublished(request);
	try {
		const answered = await edge.default(request, { next: () => sendPublished(request) });
		return answered ?? (await sendPublished(request));
	} catch (error) {
		if (onError !== 'bypass') throw error;
		return sendPublished(request);
	}
}

deno.serve(
	{
		hostname: '127.0.0.1',
		port: 0,
		onListen: ({ port }) => {
			// eslint-disable-next-line no-console -- what the test waits for
			console.log(`listening on http://127.0.0.1:${port}`);
		},
	},
	answer,
);

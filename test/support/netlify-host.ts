/**
 * Run by Deno: serves a folder as Netlify does, with one edge function before it. Arguments: the function's module, the folder, and the
 * `_headers` rules as JSON (path → headers).
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
const [moduleUrl = '', folder = '', rules = '{}'] = deno.args;
const headerRules = JSON.parse(rules) as Record<string, { set: Record<string, string> }>;
Object.assign(globalThis, { Netlify: { env: deno.env } });
const edge = (await import(moduleUrl)) as EdgeModule;
const TYPES: Readonly<Record<string, string>> = {
	html: 'text/html; charset=UTF-8',
	css: 'text/css; charset=UTF-8',
};

const matches = (patterns: string | readonly string[], path: string) =>
	[patterns].flat().some((pathname) => new URLPattern({ pathname }).test({ pathname: path }));

async function readPublished(
	path: string,
): Promise<{ file: string; bytes: Uint8Array<ArrayBuffer> } | undefined> {
	const bare = decodeURIComponent(path).replace(/^\/+|\/+$/g, '');
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

async function sendPublished(request: Request): Promise<Response> {
	const { pathname } = new URL(request.url);
	const found = await readPublished(pathname);
	const shown = found ?? (await readPublished('/404.html'));
	const type = TYPES[/\.(\w+)$/.exec(shown?.file ?? '')?.[1] ?? ''];
	const headers = new Headers({
		'Cache-Control': 'public, max-age=0, must-revalidate',
		ETag: `"${shown?.bytes.length ?? 0}-netlify"`,
		...(type !== undefined && { 'Content-Type': type }),
	});
	for (const [path, { set }] of Object.entries(headerRules)) {
		if (!matches(path, pathname)) continue;
		for (const [name, value] of Object.entries(set)) headers.set(name, value);
	}
	const body = request.method === 'HEAD' ? null : (shown?.bytes ?? null);
	return new Response(body, { status: found === undefined ? 404 : 200, headers });
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
	async (request) => {
		const { path, excludedPath, method, onError } = edge.config;
		const { pathname } = new URL(request.url);
		const isAsked =
			matches(path, pathname) &&
			!matches(excludedPath, pathname) &&
			method.includes(request.method);
		if (!isAsked) return sendPublished(request);
		try {
			const answer = await edge.default(request, { next: () => sendPublished(request) });
			return answer ?? (await sendPublished(request));
		} catch (error) {
			if (onError !== 'bypass') throw error;
			return sendPublished(request);
		}
	},
);

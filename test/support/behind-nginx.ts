import { join } from 'node:path';
import {
	createFixtureSite,
	startFixtureEmulator,
	type FixtureSite,
	type ServedSite,
} from './fixture.js';
import { startNginx, type RunningNginx } from './nginx.js';

/** A secret as long as one must be. */
const CHOOSE_SECRET = 'a secret of the site that is long enough';

/** A fixture built for nginx and for a server of its own, with both at work. */
export interface SiteBehindNginx {
	readonly nginx: RunningNginx;
	readonly node: ServedSite;
	stop(): Promise<void>;
}

/** Builds a fixture that has `ADAPTER=node` for a server, once as it is and once so. */
export async function startBehindNginx(fixture: string): Promise<SiteBehindNginx> {
	const [exported, served] = await Promise.all([
		createFixtureSite(fixture),
		createFixtureSite(fixture),
	]);
	const { emulator, env } = await startFixtureEmulator(exported);
	const build = async (site: FixtureSite, own: Record<string, string>) => {
		const { code, output } = await site.build({ ...env, CHOOSE_SECRET, ...own });
		if (code !== 0) throw new Error(output);
	};
	await build(exported, { FIXTURE_OPTIONS: JSON.stringify({ edge: { targets: ['nginx'] } }) });
	await build(served, { ADAPTER: 'node' });
	const node = await served.serve({ ...env, CHOOSE_SECRET });
	await emulator.close();
	const nginx = await startSiteNginx(exported.root);
	return {
		nginx,
		node,
		async stop() {
			await Promise.all([nginx.stop(), node.stop()]);
			await Promise.all([exported.remove(), served.remove()]);
		},
	};
}

/** nginx with a static export's generated includes, serving the whole site. */
export function startSiteNginx(root: string): Promise<RunningNginx> {
	const include = (file: string) => `include "${join(root, 'dist-edge/nginx', file)}";`;
	return startNginx(() => ({
		http: include('http.conf'),
		server: [`root "${join(root, 'dist')}";`, ...['server.conf', 'site.conf'].map(include)].join(
			'\n',
		),
	}));
}

import { join } from 'node:path';
import { startNginx, type RunningNginx } from './nginx.js';

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

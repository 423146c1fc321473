import { findCommand } from './find-command.ts';

/** The path of an installed nginx: `NGINX_PATH`, or the first on the PATH. */
export function findNginx(): string | undefined {
	return findCommand(['nginx'], [process.env.NGINX_PATH, '/usr/sbin/nginx']);
}

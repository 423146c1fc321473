/**
 * Finds an nginx for the tests, or installs Debian's. Prints its path; a user who cannot install is told what to do.
 * `NGINX_PATH` names one that is somewhere else.
 */
import { findNginx } from '../test/support/nginx-path.ts';
import { installPackages } from './install-package.ts';

if (findNginx() === undefined) installPackages(['nginx']);
const found = findNginx();
if (found === undefined) {
	console.error(
		[
			'The tests of what is generated for nginx need nginx, and none was found.',
			'Install it (Debian, Ubuntu: `sudo apt-get install nginx`; macOS: `brew install nginx`),',
			'or set NGINX_PATH to an nginx that is there.',
		].join('\n'),
	);
	process.exit(1);
}
console.log(`nginx: ${found}`);

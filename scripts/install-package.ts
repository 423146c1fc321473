import { spawnSync } from 'node:child_process';

/** Installs packages of Debian's or Ubuntu's, where that is possible; false: it is not, for this user or on this system. */
export function installPackages(names: readonly string[]): boolean {
	const isRoot = process.getuid?.() === 0;
	const hasApt = spawnSync('apt-get', ['--version']).status === 0;
	if (!isRoot || !hasApt) return false;
	console.log(`Installing ${names.join(', ')} from the distribution’s packages …`);
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	spawnSync('apt-get', ['update', '-qq'], { env, stdio: 'inherit' });
	const installed = spawnSync(
		'apt-get',
		['install', '-y', '-qq', '--no-install-recommends', ...names],
		{ env, stdio: ['ignore', 'ignore', 'inherit'] },
	);
	return installed.status === 0;
}

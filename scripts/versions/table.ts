/** Package managers that a site is installed with. */
export type Manager = 'npm' | 'pnpm' | 'yarn';

/** Versions of what the package runs on and with. */
export interface Versions {
	readonly node: string;
	readonly astro: string;
	/** `@astrojs/node`. */
	readonly adapter: string;
}

/** One site that is installed, built and served. */
export interface Row extends Versions {
	readonly name: string;
	readonly manager: Manager;
}

/** The lowest that `integration/package.json` promises; a unit test holds them equal. */
export const LOWEST: Versions = { node: '22.12.0', astro: '7.2.0', adapter: '11.1.0' };

/** What everything else is tested with; package.json of this repository has the same, and a unit test says so. */
export const LOCKED: Versions = { node: '24.21.0', astro: '7.3.4', adapter: '11.1.6' };

/** The newest there are within the promise. */
export const HIGHEST: Versions = { node: '26.10.0', astro: '7.3.5', adapter: '11.1.6' };

/** The newest Node that the package must refuse. */
export const TOO_OLD = '22.11.0';

/** Package managers, by their packages. npm is the one that runs this. */
export const MANAGERS = { pnpm: '12.21.0', '@yarnpkg/cli-dist': '4.18.1' };

/** What the types of each site are checked with. */
export const TYPESCRIPT = '6.0.3';

export const ROWS: readonly Row[] = [
	{ name: 'lowest', ...LOWEST, manager: 'npm' },
	{ name: 'lowest-node', ...HIGHEST, node: LOWEST.node, manager: 'pnpm' },
	{ name: 'locked', ...LOCKED, manager: 'yarn' },
	{ name: 'highest', ...HIGHEST, manager: 'npm' },
];

import type { UrlConfig } from '../url-config.js';

/** Ways to write the address of one page. */
export type Spelling =
	| 'with a slash at the end'
	| 'without a slash at the end'
	| 'with .html'
	| 'with index.html'
	| 'with a query'
	| 'with needless percent-encoding'
	| 'with percent-encoding in lower case'
	| 'with an encoded slash'
	| 'with doubled slashes'
	| 'with dot segments'
	| 'in other case'
	| 'without the base'
	| 'that cannot be decoded'
	| 'of a file'
	| 'of nothing';

export interface Target {
	readonly spelling: Spelling;
	readonly target: string;
}

/** Paths of pages, below the base. */
const PAGES = ['about', 'nested', 'notes/%C3%BC%20x', 'notes/v1.2', 'de/about', 'device', 'plain'];

/** Every target that is asked for with a configuration. */
export function listTargets({ base }: UrlConfig): readonly Target[] {
	const root = base === '/' ? '' : base;
	const write = (spelling: Spelling, ...paths: readonly string[]): Target[] =>
		paths.map((path) => ({ spelling, target: path }));
	const ofPage = (page: string): Target[] => [
		...write('with a slash at the end', `${root}/${page}/`),
		...write('without a slash at the end', `${root}/${page}`),
		...write('with .html', `${root}/${page}.html`),
		...write('with index.html', `${root}/${page}/index.html`),
		...write('with a query', `${root}/${page}/?x=1`, `${root}/${page}?x=1`),
	];
	return [
		...write('with a slash at the end', `${root}/`),
		...write('with index.html', `${root}/index.html`),
		...write('with .html', `${root}.html`),
		...write('with a query', `${root}/?x=%C3%BC&y=/a/`),
		...PAGES.flatMap(ofPage),
		...write(
			'with needless percent-encoding',
			`${root}/%61bout/`,
			`${root}/%61bout`,
			`${root}/notes/v1%2E2/`,
		),
		...write(
			'with percent-encoding in lower case',
			`${root}/notes/%c3%bc%20x/`,
			`${root}/notes/%c3%bc%20x`,
		),
		...write('with an encoded slash', `${root}/de%2Fabout/`, `${root}/about%2F`),
		...write(
			'with doubled slashes',
			`${root}//about/`,
			`${root}/about//`,
			`${root}/de//about/`,
			`/${root}/about`,
		),
		...write(
			'with dot segments',
			`${root}/./about/`,
			`${root}/nested/../about/`,
			`${root}/de/./about`,
		),
		...write('in other case', `${root}/About/`, `${root}/ABOUT`),
		...write('that cannot be decoded', `${root}/about/%E0%A4%A`, `${root}/%`),
		...write('of a file', `${root}/humans.txt`, `${root}/humans.txt?x=1`),
		...write('of nothing', `${root}/nowhere`, `${root}/nowhere/`, `${root}/about/nowhere/`),
		...(root === ''
			? []
			: [
					...write('without a slash at the end', root),
					...write('without the base', '/', '/about/', '/about', '/nowhere/', '/humans.txt'),
				]),
	];
}

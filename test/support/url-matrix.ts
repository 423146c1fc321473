import { readFileSync } from 'node:fs';
import { z } from 'astro/zod';

const setupSchema = z.tuple([
	z.string(),
	z.enum(['directory', 'file', 'preserve']),
	z.enum(['always', 'never', 'ignore']),
]);
const matrixSchema = z.record(z.string(), z.record(z.string(), z.unknown()));

/** What `@astrojs/node` answered, observed: of each set-up its client files, and the page that each request target shows. */
export const URL_MATRIX = Object.entries(
	matrixSchema.parse(
		JSON.parse(readFileSync(new URL('../fixtures/url-matrix.json', import.meta.url), 'utf8')),
	),
).map(([setup, observed]) => {
	const [base, format, trailingSlash] = setupSchema.parse(setup.split(' '));
	const targets = Object.entries(observed).filter(
		(entry): entry is [string, string] => typeof entry[1] === 'string' && entry[0].startsWith('/'),
	);
	return {
		setup,
		base,
		format,
		trailingSlash,
		files: z.array(z.string()).parse(observed.files),
		targets,
	};
});

/** The text of the prerendered page that was answered; undefined: something else was. */
export function pageIn(answer: string): string | undefined {
	const shown = /^200 "(.*)"$/.exec(answer)?.[1];
	// "OD" is an on-demand page: it has no file.
	return shown === 'PAGE 404' || shown === 'OD' ? undefined : shown;
}

/** The text that a file of the observed site shows. */
export function shownBy(file: string): string {
	const name = file.replace(/(?:\/?index)?\.html$/, '');
	if (name === '') return 'INDEX';
	if (name.startsWith('blog/')) {
		const slug = name.slice('blog/'.length);
		return `BLOG ${slug} ${slug}`;
	}
	if (name === 'nested') return 'PAGE nested-index';
	return name === 'nested/deep' ? 'PAGE nested-deep' : `PAGE ${name}`;
}

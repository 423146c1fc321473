import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { ERRORS } from '../../integration/src/errors.js';

const errors = await readFile(new URL('../../docs/errors.md', import.meta.url), 'utf8');
const headings = [...errors.matchAll(/^### (.+)$/gm)].flatMap(([, names = '']) =>
	names.split(', '),
);

it.each(Object.keys(ERRORS))('docs/errors.md has a section for %s', (name) => {
	expect(headings).toContain(name);
});

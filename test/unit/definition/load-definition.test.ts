import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadDefinition } from '../../../integration/src/definition/load-definition.js';
import { rejectionOf } from '../../support/errors.js';

const DEFINE = fileURLToPath(
	new URL('../../../integration/src/definition/define-choose.ts', import.meta.url),
);
const IMPORT = `import { defineChoose } from ${JSON.stringify(DEFINE)};`;

describe('the definitions file', () => {
	let root: URL;
	let file: URL;
	beforeEach(async () => {
		// Below the project, so that its packages are found.
		const parent = fileURLToPath(new URL('../../../node_modules/', import.meta.url));
		root = pathToFileURL(`${await mkdtemp(join(parent, '.choose-config-'))}/`);
		file = new URL('choose.config.ts', root);
	});
	afterEach(() => rm(root, { recursive: true }));

	it('may use all of TypeScript, and other modules', async () => {
		await writeFile(new URL('names.ts', root), `export enum Name { Pro = 'pro' }`);
		await writeFile(
			file,
			`${IMPORT}
			import { Name } from './names';
			const profile = { userId: 'p' } as const;
			export default defineChoose({ segments: { [Name.Pro]: { profile } }, experiences: {} });`,
		);
		const { definition, dependencies } = await loadDefinition(file, { root, mode: 'production' });
		expect(definition.segments).toMatchObject([{ name: 'pro', profiles: [{ userId: 'p' }] }]);
		expect(dependencies).toEqual(
			expect.arrayContaining([fileURLToPath(file), fileURLToPath(new URL('names.ts', root))]),
		);
	});

	it('that is missing is named', async () => {
		const { problems } = await rejectionOf(loadDefinition(file, { root, mode: 'production' }));
		expect(problems).toEqual([
			{
				name: 'ConfigNotFound',
				path: fileURLToPath(file),
				expected: 'a file that exports defineChoose({…}) as its default',
				found: 'no file',
				hint: 'Create it, or name another with choose({ config }).',
			},
		]);
	});

	it.each([
		['no default export', 'export const definition = {};', 'no default export'],
		['another default export', 'export default { segments: {} };', 'another default export'],
	])('with %s is refused', async (_what, text, found) => {
		await writeFile(file, text);
		const { problems } = await rejectionOf(loadDefinition(file, { root, mode: 'production' }));
		expect(problems).toEqual([
			{
				name: 'ConfigNotReadable',
				path: fileURLToPath(file),
				expected: 'export default defineChoose({…})',
				found,
				hint: 'Export what defineChoose() returns as the default.',
			},
		]);
	});

	it.each([
		['does not parse', 'export default {{;'],
		['imports what is not there', `import './nowhere';`],
		['throws', `throw new Error('at first');`],
	])('that %s is refused with its cause', async (_what, text) => {
		await writeFile(file, text);
		const error = await rejectionOf(loadDefinition(file, { root, mode: 'production' }));
		expect(error.problems).toMatchObject([
			{ name: 'ConfigNotReadable', path: fileURLToPath(file) },
		]);
		expect(error.cause).toBeInstanceOf(Error);
		expect(error.problems[0]?.found).toBe((error.cause as Error).message);
	});

	it('with a mistake in it fails with the mistake itself', async () => {
		await writeFile(
			file,
			`${IMPORT} export default defineChoose({ segments: {}, experiences: {}, extra: 1 });`,
		);
		await expect(loadDefinition(file, { root, mode: 'production' })).rejects.toMatchObject({
			name: 'UnknownKey',
			problems: [{ name: 'UnknownKey', path: 'extra' }],
		});
	});
});

import { describe, expect, it } from 'vitest';
import { withFolderRules } from '../../../integration/src/export/headers-file.js';

const FOLDER = `_choose-${'a'.repeat(22)}/`;
const rule = (path: string) => `${path}\n  X-Robots-Tag: noindex\n`;

describe('_headers', () => {
	it.each([
		['nothing', '', ''],
		['rules', '/x\n  X-Own: 1\n', '/x\n  X-Own: 1\n'],
		['rules without an end', '/x\n  X-Own: 1', '/x\n  X-Own: 1\n'],
		[
			'rules of an earlier build',
			`/x\n  X-Own: 1\n${rule(`/_choose-${'B_'.repeat(11)}/*`)}`,
			'/x\n  X-Own: 1\n',
		],
		['the same rules', rule(`/${FOLDER}*`), ''],
		['a rule of the site for something like it', rule('/_choose-mine/*'), rule('/_choose-mine/*')],
	])('where there was %s has the folder once, behind them', (_what, written, kept) => {
		expect(withFolderRules(written, FOLDER, '')).toBe(`${kept}${rule(`/${FOLDER}*`)}`);
	});

	it('names the folder below the base, and where a host mounts the files at the root', () => {
		const written = withFolderRules('', FOLDER, '/docs');
		expect(written).toBe(`${rule(`/docs/${FOLDER}*`)}${rule(`/${FOLDER}*`)}`);
		expect(withFolderRules(written, FOLDER, '/docs')).toBe(written);
	});
});

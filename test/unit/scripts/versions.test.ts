import { describe, expect, it } from 'vitest';
import {
	HIGHEST,
	LOCKED,
	LOWEST,
	ROWS,
	TOO_OLD,
	TYPESCRIPT,
} from '../../../scripts/versions/table.js';
import { requireNode } from '../../../integration/src/node-version.js';
import promised from '../../../integration/package.json' with { type: 'json' };
import repository from '../../../package.json' with { type: 'json' };

const { devDependencies } = repository;
const { engines, peerDependencies } = promised;

describe('the versions that are tried', () => {
	it('begin with the lowest that are promised', () => {
		expect(engines).toEqual({ node: `>=${LOWEST.node}` });
		expect(peerDependencies).toEqual({
			astro: `^${LOWEST.astro}`,
			'@astrojs/node': `^${LOWEST.adapter}`,
		});
		expect(ROWS).toContainEqual(expect.objectContaining(LOWEST));
	});

	it('end with others within the promise', () => {
		expect(ROWS).toContainEqual(expect.objectContaining(HIGHEST));
		for (const name of ['node', 'astro', 'adapter'] as const) {
			const order = HIGHEST[name].localeCompare(LOWEST[name], 'en', { numeric: true });
			expect(order, name).toBeGreaterThan(0);
		}
		const majors = ({ astro, adapter }: typeof LOWEST) =>
			[astro, adapter].map((version) => version.split('.')[0]);
		expect(majors(HIGHEST)).toEqual(majors(LOWEST));
	});

	it('have those among them that everything else is tested with', () => {
		expect(LOCKED).toEqual({
			node: devDependencies.node,
			astro: devDependencies.astro,
			adapter: devDependencies['@astrojs/node'],
		});
		expect(TYPESCRIPT).toBe(devDependencies.typescript);
		expect(ROWS).toContainEqual(expect.objectContaining(LOCKED));
	});

	it('are installed by every package manager', () => {
		expect(new Set(ROWS.map(({ manager }) => manager))).toEqual(new Set(['npm', 'pnpm', 'yarn']));
	});

	it('refuse the Node that is too old', () => {
		expect(() => requireNode(TOO_OLD)).toThrow('(NodeTooOld)');
	});
});

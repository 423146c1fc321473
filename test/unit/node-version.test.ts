import { describe, expect, it } from 'vitest';
import { OLDEST_NODE, requireNode } from '../../integration/src/node-version.js';
import manifest from '../../integration/package.json' with { type: 'json' };

describe('the oldest Node.js', () => {
	it('is the one that package.json names', () => {
		expect(manifest.engines.node).toBe(`>=${OLDEST_NODE}`);
	});

	it.each(['22.12.0', '22.12.1', '22.13.0', '23.0.0', '24.21.0', '26.0.0-nightly', '100.0.0'])(
		'admits %s',
		(version) => {
			expect(() => requireNode(version)).not.toThrow();
		},
	);

	it.each(['22.11.0', '22.9.0', '22.2.13', '20.19.5', '18.20.8', '9.99.99'])(
		'refuses %s',
		(version) => {
			expect(() => requireNode(version)).toThrow(
				`Node.js: This version of Node.js is not supported (NodeTooOld). Expected 22.12.0 or later; found ${version}.`,
			);
		},
	);
});

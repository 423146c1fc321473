import type { ConformanceCase } from '../case-types.js';
import { VARIED, VISITOR_LIST } from '../visitors.js';
import { notEmpty } from '../../support/not-empty.js';

/** Every page, for every visitor: the body, its tag and its `Cache-Status` are those of the Node server. */
export const byteCases: readonly ConformanceCase[] = VARIED.map((path) => ({
	part: 'The same bytes as Node standalone',
	title: decodeURIComponent(path),
	expected: { differing: [] },
	async observe(site) {
		const differing: string[] = [];
		for (const [name, { query = '', headers }] of notEmpty(VISITOR_LIST)) {
			const [expected, found] = await Promise.all([
				site.askNode(path + query, { headers }),
				site.ask(path + query, { headers }),
			]);
			const isSame =
				found.status === expected.status &&
				found.bytes.equals(expected.bytes) &&
				found.headers.etag === expected.headers.etag &&
				found.headers['cache-status'] === expected.headers['cache-status'];
			if (!isSame) differing.push(name);
		}
		return { differing };
	},
}));

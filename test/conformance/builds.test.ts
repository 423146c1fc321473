import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readTree } from '../support/fixture.js';
import { PLAIN_URLS } from './url-config.js';
import { orderSite } from './workshop/order.js';

const OURS = /^(?:_headers|_choose-[\w-]+\/)/;

it('publishes the same files for a Node server and for servers of files, but for what the latter are given of ours', async () => {
	const [node, files] = await Promise.all([
		orderSite('standalone', PLAIN_URLS),
		orderSite('static', PLAIN_URLS),
	]);
	const expected = await readTree(join(node.root, 'dist/client'));
	const published = await readTree(join(files.root, 'dist'));
	const own = [...published.keys()].filter((name) => OURS.test(name));
	const shared = [...published].filter(([name]) => !OURS.test(name));
	expect(own).not.toEqual([]);
	expect(shared.map(([name]) => name)).toEqual([...expected.keys()]);
	expect(shared.filter(([name, bytes]) => !bytes.equals(expected.get(name)!))).toEqual([]);
});

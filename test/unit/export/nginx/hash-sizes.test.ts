import { expect, it } from 'vitest';
import { hashSizes } from '../../../../integration/src/export/nginx/hash-sizes.js';

it('leaves the sizes of a small site to nginx', () => {
	expect(hashSizes({ variables: 20, keys: 40, keyBytes: 30 })).toEqual([]);
});

it('makes room for many keys, and for long ones', () => {
	expect(hashSizes({ variables: 20, keys: 16_000, keyBytes: 46 })).toEqual([
		'map_hash_max_size 32768;',
		'map_hash_bucket_size 512;',
	]);
	expect(hashSizes({ variables: 20, keys: 3, keyBytes: 4_000 })).toEqual([
		'map_hash_max_size 2048;',
		'map_hash_bucket_size 32768;',
	]);
});

it('makes room for many variables', () => {
	expect(hashSizes({ variables: 300, keys: 3, keyBytes: 3 })).toEqual([
		'variables_hash_max_size 2048;',
		'variables_hash_bucket_size 512;',
	]);
});

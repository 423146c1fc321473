/** How much of what nginx looks up in hashes is generated. */
export interface HashCounts {
	/** Variables of maps. */
	readonly variables: number;
	/** Exact keys of the largest map. */
	readonly keys: number;
	/** Length of the longest such key. */
	readonly keyBytes: number;
}

/** Up to here nginx's own sizes do (64 bytes for a bucket, 2,048 buckets for a map, 1,024 for variables). */
const FEW = { variables: 24, keys: 48, keyBytes: 40 };

/**
 * Entries that share a bucket at most, where there are twice as many buckets: of a hundred thousand, less than one in a hundred hashes has
 * more in any, and nginx tries a thousand sizes.
 */
const SHARING = 8;

/** nginx has about 200 variables of its own, with names of up to 32 characters. */
const OTHER_VARIABLES = 256;
const VARIABLE_BYTES = 32;

/** Directives of the http context that make room for what nginx would warn of otherwise. */
export function hashSizes({ variables, keys, keyBytes }: HashCounts): string[] {
	const isLarge = keys > FEW.keys || keyBytes > FEW.keyBytes;
	return [
		...(isLarge
			? [
					`map_hash_max_size ${Math.max(2_048, powerOfTwo(keys * 2))};`,
					`map_hash_bucket_size ${bucketOf(keyBytes)};`,
				]
			: []),
		...(variables > FEW.variables
			? [
					`variables_hash_max_size ${powerOfTwo((variables + OTHER_VARIABLES) * 2)};`,
					`variables_hash_bucket_size ${bucketOf(VARIABLE_BYTES)};`,
				]
			: []),
	];
}

/** Bytes of a bucket: entries are a pointer, a length of two bytes and the key, filled up to whole pointers; one more pointer ends them. */
function bucketOf(keyBytes: number): number {
	const entry = 8 * Math.ceil((keyBytes + 10) / 8);
	// nginx takes no more, which is the place for one key as long as one may be, and several.
	return Math.min(powerOfTwo(SHARING * entry + 8), 32_768);
}

function powerOfTwo(least: number): number {
	return 2 ** Math.ceil(Math.log2(least));
}

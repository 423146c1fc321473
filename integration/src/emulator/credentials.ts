/**
 * Whether a request carries a key of the seed: in the query (`apiKey=prefix.secret`) or as basic credentials (`prefix:secret`). At
 * least one, and every one that is sent must be right.
 */
export function isAuthorized(
	query: URLSearchParams,
	authorization: string | undefined,
	keys: readonly string[],
): boolean {
	const sent = query.getAll('apiKey');
	if (authorization !== undefined) sent.push(keyOfBasic(authorization) ?? '');
	return sent.length > 0 && sent.every((key) => keys.includes(key));
}

function keyOfBasic(authorization: string): string | undefined {
	const [, encoded] = /^basic +([A-Za-z0-9+/]+=*)$/i.exec(authorization) ?? [];
	if (encoded === undefined) return undefined;
	const [, prefix, secret] =
		/^([^:.]+):(.+)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? [];
	return secret === undefined ? undefined : `${prefix}.${secret}`;
}

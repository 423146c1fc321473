/** `X-RateLimit-Requested-Tokens` and `X-RateLimit-Replenish-Rate` (the contract, "Errors"), as received. */
export interface RateLimitHeaders {
	readonly requestedTokens: string | undefined;
	readonly replenishRate: string | undefined;
}

const AMOUNT = /^\d{1,9}(?:\.\d{1,9})?$/;

/** Milliseconds in which the tokens of one call are replenished; undefined unless both headers are positive numbers. */
export function parseReplenishTime(headers: RateLimitHeaders): number | undefined {
	const tokens = parseAmount(headers.requestedTokens);
	const perSecond = parseAmount(headers.replenishRate);
	return tokens && perSecond ? (tokens / perSecond) * 1_000 : undefined;
}

function parseAmount(text: string | undefined): number | undefined {
	return text !== undefined && AMOUNT.test(text) ? Number(text) : undefined;
}

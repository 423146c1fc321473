/** Whether the answer is the variant that was rendered for this outcome, the one for the outcome before, or the default in its place. */
export type Fit = 'variant' | 'stale' | 'default';

/** `Cache-Status` (RFC 9211). */
export const CACHE_STATUS: Readonly<Record<Fit, string>> = {
	variant: 'choose; hit',
	stale: 'choose; hit; detail=stale',
	default: 'choose; fwd=miss; detail=default',
};

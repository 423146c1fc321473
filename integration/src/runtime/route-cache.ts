import type { APIContext } from 'astro';

/** Astro's route cache, where a request goes through one: a site's own `src/fetch.ts` may leave it out of its pipeline. */
export function routeCacheOf({
	cache,
}: Partial<Pick<APIContext, 'cache'>>): APIContext['cache'] | undefined {
	return cache?.enabled ? cache : undefined;
}

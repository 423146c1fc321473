/** What Cloudflare gives to a worker, as far as it is used here. */
export interface WorkerEnv {
	/** The static assets; absent where an origin answers. */
	readonly ASSETS?: { fetch(request: Request): Promise<Response> };
	/** Seals what visitors are kept in; 32 bytes or more, the same as on every other server of the site. */
	readonly CHOOSE_SECRET?: string;
	/** The address of the origin; absent: the worker stands on a route before it. */
	readonly ORIGIN?: string;
}

export interface WorkerContext {
	waitUntil(work: Promise<unknown>): void;
}

export interface Worker {
	fetch(request: Request, env: WorkerEnv, context: WorkerContext): Promise<Response>;
}

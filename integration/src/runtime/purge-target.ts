/** Where a CDN is told to forget pages. */
export interface PurgeTarget {
	readonly origin: string;
	/** With its query. */
	readonly path: string;
	readonly headers: Readonly<Record<string, string>>;
}

export type PurgeSetting =
	| { readonly kind: 'none' }
	| { readonly kind: 'set'; readonly target: PurgeTarget }
	/** `why` shows nothing of the values: they may hold secrets. */
	| { readonly kind: 'refused'; readonly why: string };

/** Reads `CHOOSE_PURGE_URL` and `CHOOSE_PURGE_TOKEN`. */
export function readPurgeSetting({
	CHOOSE_PURGE_URL: written,
	CHOOSE_PURGE_TOKEN: token,
}: NodeJS.ProcessEnv): PurgeSetting {
	if (written === undefined || written === '') return { kind: 'none' };
	const url = URL.canParse(written) ? new URL(written) : undefined;
	if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
		return { kind: 'refused', why: 'CHOOSE_PURGE_URL is not an http or https URL' };
	}
	if (url.username !== '' || url.password !== '') {
		const why = 'CHOOSE_PURGE_URL holds a user or a password: give a token in CHOOSE_PURGE_TOKEN';
		return { kind: 'refused', why };
	}
	if (token !== undefined && !/^[\x21-\x7e]*$/.test(token)) {
		const why = 'CHOOSE_PURGE_TOKEN holds spaces, or characters that no header can hold';
		return { kind: 'refused', why };
	}
	return {
		kind: 'set',
		target: {
			origin: url.origin,
			path: `${url.pathname}${url.search}`,
			headers: {
				'content-type': 'application/json',
				...(token ? { authorization: `Bearer ${token}` } : {}),
			},
		},
	};
}

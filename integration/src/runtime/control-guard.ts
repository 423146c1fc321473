import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { createTokenBucket, type TokenBucket } from './token-bucket.js';

/** Wrong secrets a minute: from one address, after which nothing from it is looked at; and from all, after which they count as too many. */
const WRONG_FROM_ONE = 5;
const WRONG_FROM_ALL = 100;

/** Addresses that gave a wrong secret are remembered up to this number, the latest ones. */
const MOST_ADDRESSES = 1_000;

export type Admission =
	| { readonly kind: 'admitted' }
	| { readonly kind: 'refused' }
	/** `retryAfter`: seconds. */
	| { readonly kind: 'limited'; readonly retryAfter: number };

/** Who may control the site: those who send the secret (`Authorization: Bearer …`, RFC 6750). Compared in constant time. */
export type Guard = (request: IncomingMessage) => Admission;

/** `onLocked` is told of an address from which nothing is looked at for a while. */
export function createGuard(
	secret: string,
	now: () => number,
	onLocked: (address: string) => void,
): Guard {
	const expected = digestOf(secret);
	const byAddress = new Map<string, TokenBucket>();
	const byAll = createTokenBucket(WRONG_FROM_ALL);
	const bucketOf = (origin: string): TokenBucket => {
		const bucket = byAddress.get(origin) ?? createTokenBucket(WRONG_FROM_ONE);
		byAddress.delete(origin);
		byAddress.set(origin, bucket);
		const [oldest] = byAddress.keys();
		if (byAddress.size > MOST_ADDRESSES && oldest !== undefined) byAddress.delete(oldest);
		return bucket;
	};
	return (request) => {
		const origin = originOf(request);
		const time = now();
		const locked = byAddress.get(origin)?.secondsUntilNext(time) ?? 0;
		if (locked > 0) return { kind: 'limited', retryAfter: locked };
		const token = /^Bearer +(\S.*)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
		if (timingSafeEqual(digestOf(token), expected)) return { kind: 'admitted' };
		const bucket = bucketOf(origin);
		bucket.take(time);
		if (!byAll.take(time)) return { kind: 'limited', retryAfter: byAll.secondsUntilNext(time) };
		if (bucket.secondsUntilNext(time) > 0) onLocked(addressOf(request));
		return { kind: 'refused' };
	};
}

function digestOf(text: string): Buffer {
	return createHash('sha256').update(text).digest();
}

/** The address of the connection: what a proxy says of another one may be forged. */
export function addressOf({ socket }: IncomingMessage): string {
	return socket.remoteAddress ?? 'unknown';
}

// A proxy has one address for everybody. Who comes without one keeps the count of their own, so that guesses that come through a proxy
// on the same machine do not lock out whoever sits at it.
function originOf(request: IncomingMessage): string {
	const { headers } = request;
	const isForwarded = ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip'].some(
		(name) => headers[name] !== undefined,
	);
	return `${addressOf(request)} ${isForwarded ? 'forwarded' : ''}`;
}

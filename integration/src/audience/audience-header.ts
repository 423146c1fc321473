/**
 * `Choose-Audience`: what a trusted edge tells the server of a visitor's audience. Parts, joined with dots: the device's, then one for each
 * segment that matched, in the order of the cascade, without the one that everybody matches. A part is `<id>~<signature>`, so that an
 * edge without cryptography can send parts that were signed at build.
 */
import { createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { DEVICES } from '../constants.js';
import { isCatchAll } from '../definition/catch-all.js';
import type { ChooseDefinition, Rule, Segment } from '../definition/definition-types.js';
import { createMemo } from '../memo.js';
import type { Device } from '../types.js';

/** Signed parts. An audience is the device's and those of its segments in order, joined with dots. */
export interface SignedParts {
	readonly device: Readonly<Record<Device, string>>;
	/** By segment; of the one that everybody matches, an empty string. */
	readonly segments: readonly string[];
}

/** Who a verified header speaks of. */
export interface NamedAudience {
	readonly device: Device;
	/** In the order of the cascade, without the one that everybody matches. */
	readonly segments: readonly Segment[];
}

/** The value of the header → whom it names; undefined for whatever was not signed with the secret, as a whole. Never throws. */
export type AudienceReader = (header: string | undefined) => NamedAudience | undefined;

const DEVICE_IDS: Readonly<Record<Device, string>> = { desktop: 'd', mobile: 'm' };
const ID_LENGTH = 8;
/** 132 bits. */
const SIGNATURE_LENGTH = 22;
const DEVICE_PART = /^[dm]~[\w-]{22}$/;
const SEGMENT_PART = /^[\w-]{8}~[\w-]{22}$/;

/** Room for some 250 segments; Node takes 16 KB of headers. */
const LONGEST_HEADER = 8_192;
/** Verified headers that are known again. */
const MEMO_ENTRIES = 5_000;

/** Signs what an edge is to send. The parts let who has them choose their audience: they are to be kept as the secret is. */
export function signAudienceParts(
	secret: string,
	segments: readonly { readonly name: string; readonly when?: Rule | false | undefined }[],
): SignedParts {
	const sign = createSigner(secret);
	const partOf = (id: string) => `${id}~${sign(id)}`;
	return {
		device: { desktop: partOf(DEVICE_IDS.desktop), mobile: partOf(DEVICE_IDS.mobile) },
		segments: segments.map(({ name, when }) => (when === undefined ? '' : partOf(segmentId(name)))),
	};
}

/**
 * Reads the header. A segment that is signed but not declared any more (the edge is of another build) is skipped; anything else that is not
 * as {@link signAudienceParts} has it makes the whole header worth nothing.
 */
export function createAudienceReader(
	{ segments }: Pick<ChooseDefinition, 'segments'>,
	secret: string,
): AudienceReader {
	const sign = createSigner(secret);
	const byId = new Map(segments.map((segment) => [segmentId(segment.name), segment]));
	const signatures = new Map(
		[...Object.values(DEVICE_IDS), ...byId.keys()].map((id) => [id, sign(id)]),
	);
	// Only what was signed is kept, so that forged headers push nothing out.
	const verified = createMemo<NamedAudience>(MEMO_ENTRIES);

	const idOf = (part: string): string | undefined => {
		const [id = '', signature = ''] = part.split('~');
		const expected = signatures.get(id) ?? sign(id);
		return timingSafeEqual(Buffer.from(signature), Buffer.from(expected)) ? id : undefined;
	};

	const read = (header: string): NamedAudience | undefined => {
		const [first = '', ...others] = header.split('.');
		if (!DEVICE_PART.test(first) || !others.every((part) => SEGMENT_PART.test(part))) {
			return undefined;
		}
		const deviceId = idOf(first);
		const device = DEVICES.find((one) => DEVICE_IDS[one] === deviceId);
		if (device === undefined) return undefined;
		const ids = new Set<string>();
		for (const part of others) {
			const id = idOf(part);
			if (id === undefined || ids.has(id)) return undefined;
			ids.add(id);
		}
		const named = [...ids].flatMap((id) => byId.get(id) ?? []);
		return { device, segments: named.filter((segment) => !isCatchAll(segment)) };
	};

	return (header) => {
		if (header === undefined || header.length > LONGEST_HEADER) return undefined;
		const known = verified.get(header);
		if (known !== undefined) return known;
		const audience = read(header);
		if (audience !== undefined) verified.set(header, audience);
		return audience;
	};
}

function segmentId(name: string): string {
	return createHash('sha256').update(name).digest('base64url').slice(0, ID_LENGTH);
}

function createSigner(secret: string): (id: string) => string {
	const key = Buffer.from(hkdfSync('sha256', secret, '', 'astro-choose edge-audience', 32));
	return (id) =>
		createHmac('sha256', key).update(id).digest('base64url').slice(0, SIGNATURE_LENGTH);
}

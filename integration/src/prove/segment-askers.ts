import { deviceOfUserAgent } from '../audience/device.js';
import { isCatchAll } from '../definition/catch-all.js';
import type { ChooseDefinition, Segment } from '../definition/definition-types.js';
import { headersOf } from './askers.js';
import { CRAWLERS } from './crawlers.js';
import { exampleRequest, type ExampleRequest } from './example-request.js';
import type { Asker } from './prove-types.js';

export interface SegmentAskers {
	readonly askers: readonly Asker[];
	/** Names of segments that no request alone puts a visitor into; the private ones are only counted. */
	readonly leftOut: readonly string[];
	readonly privateSegments: number;
}

/**
 * A visitor for each segment whose rule a request can satisfy and, where the address alone is enough, Googlebot at that address:
 * it must get what that visitor gets.
 */
export function createSegmentAskers({ segments }: ChooseDefinition): SegmentAskers {
	const askers: Asker[] = [];
	const leftOut: string[] = [];
	for (const segment of segments) {
		if (segment.private || isCatchAll(segment)) continue;
		const request = segment.when ? exampleRequest(segment.when) : undefined;
		if (request === undefined) leftOut.push(segment.name);
		else askers.push(...askersOf(segment, request));
	}
	const privateSegments = segments.filter((segment) => segment.private).length;
	return { askers, leftOut, privateSegments };
}

function askersOf({ name }: Segment, request: ExampleRequest): Asker[] {
	const { query, cookies, headers, host } = request;
	const own = {
		...headers,
		...(cookies === '' ? {} : { cookie: cookies }),
		...(host === undefined ? {} : { host }),
	};
	const sent: Readonly<Record<string, string>> = { ...headersOf(), ...own };
	const id = `segment-${name}`;
	const visitor: Asker = {
		id,
		name: `A visitor of ${name}`,
		kind: 'segment',
		device: deviceOfUserAgent(sent['user-agent'] ?? ''),
		headers: sent,
		query,
		markers: [],
	};
	const byAddress = cookies === '' && Object.keys(headers).length === 0;
	if (!byAddress) return [visitor];
	const crawler: Asker = {
		...visitor,
		id: `googlebot-${id}`,
		name: `Googlebot at the address of ${name}`,
		kind: 'crawler',
		headers: { ...headersOf(CRAWLERS.Googlebot), ...own },
		sameAs: id,
	};
	return [visitor, crawler];
}

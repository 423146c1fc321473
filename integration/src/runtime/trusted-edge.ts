import { createAudienceReader, type AudienceReader } from '../audience/audience-header.js';
import { SHORTEST_SECRET } from '../constants.js';
import type { ChooseDefinition } from '../definition/definition-types.js';
import type { RuntimeSettings } from './settings.js';
import type { SiteLogger } from './site-logger.js';

export interface TrustedEdgeOptions {
	readonly definition: ChooseDefinition;
	readonly settings: Pick<RuntimeSettings, 'edge'>;
	readonly env: NodeJS.ProcessEnv;
	readonly logger: SiteLogger;
}

/**
 * Reads what a trusted edge says of a visitor; undefined: nobody is believed. Where an edge cannot know all of a visitor's segments, none
 * is, and no page is shared.
 */
export function createTrustedEdge({
	definition,
	settings,
	env,
	logger,
}: TrustedEdgeOptions): AudienceReader | undefined {
	const { segments, visitor } = definition;
	const { CHOOSE_SECRET: secret, CHOOSE_PURGE_URL: purged } = env;
	const isExpected = settings.edge.targets.length > 0 || Boolean(purged);
	const unknown =
		visitor.segment !== undefined
			? 'visitor.segment is configured'
			: segments.some((segment) => segment.private)
				? 'private segments are declared'
				: undefined;
	if (unknown !== undefined) {
		if (isExpected) {
			logger.info(`${unknown}: Choose-Audience is not looked at, and no CDN keeps a varied page.`);
		}
		return undefined;
	}
	if (secret === undefined || Buffer.byteLength(secret) < SHORTEST_SECRET) {
		const found = secret === undefined ? 'is not set' : `is shorter than ${SHORTEST_SECRET} bytes`;
		if (isExpected) {
			logger.warn(
				`CHOOSE_SECRET ${found}: Choose-Audience is not looked at, and no CDN keeps a varied page. Set it to the secret of the build.`,
			);
		}
		return undefined;
	}
	return createAudienceReader(definition, secret);
}

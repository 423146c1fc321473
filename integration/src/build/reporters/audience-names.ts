import type { AudienceReport, BuildReport } from '../report-types.js';

/** Audiences that differ in nothing but the device, read together. */
export interface AudienceLine {
	readonly device: 'Desktop and mobile' | 'Desktop' | 'Mobile' | 'Audience';
	readonly names: readonly string[];
}

/** What the segments of an audience are called together, in the order of the cascade. */
export function nameSegments({ segments }: Pick<AudienceReport, 'segments'>): string {
	return segments.length === 0 ? 'no segment' : segments.join(' + ');
}

/**
 * Makes the function that turns aliases into lines to read: audiences found on both devices share the first line. The segment that
 * matches everybody is named only where it stands alone. An alias that the report does not list stands under `Audience` as it is.
 */
export function createAudienceNames({
	audiences,
	segments,
}: Pick<BuildReport, 'audiences' | 'segments'>): (
	aliases: readonly string[],
) => readonly AudienceLine[] {
	const catchAlls = new Set(segments.filter(({ catchAll }) => catchAll).map(({ name }) => name));
	const nameAudience = ({ segments: all }: AudienceReport) => {
		const particular = all.filter((name) => !catchAlls.has(name));
		return nameSegments({ segments: particular.length > 0 ? particular : all });
	};
	const byAlias = new Map(audiences.map((audience) => [audience.alias, audience]));
	return (aliases) => {
		const desktop = new Set<string>();
		const mobile = new Set<string>();
		const unknown: string[] = [];
		for (const alias of aliases) {
			const audience = byAlias.get(alias);
			if (audience === undefined) unknown.push(alias);
			else (audience.device === 'desktop' ? desktop : mobile).add(nameAudience(audience));
		}
		const lines: readonly AudienceLine[] = [
			{ device: 'Desktop and mobile', names: [...desktop].filter((name) => mobile.has(name)) },
			{ device: 'Desktop', names: [...desktop].filter((name) => !mobile.has(name)) },
			{ device: 'Mobile', names: [...mobile].filter((name) => !desktop.has(name)) },
			{ device: 'Audience', names: unknown },
		];
		return lines.filter(({ names }) => names.length > 0);
	};
}

import type { EDGE_TARGETS } from '../constants.js';
import type { ChooseDefinition } from '../definition/definition-types.js';
import { ChooseError, type Problem } from '../errors.js';

export type EdgeTarget = (typeof EDGE_TARGETS)[number];

export interface ExportPlan {
	readonly targets: readonly EdgeTarget[];
	/** Whether a Node server answers behind the edge. */
	readonly hasServer: boolean;
}

const OR_NODE = 'or serve the site with @astrojs/node and without edge.targets';

/**
 * Refuses what cannot be done at an edge, which has nothing but the request and the declared rules.
 *
 * @throws {ChooseError} NotExportable, with everything there is to change.
 */
export function checkExportable(definition: ChooseDefinition, plan: ExportPlan): void {
	const problems = [
		...targetProblems(plan),
		...segmentProblems(definition),
		...experienceProblems(definition),
		...consentProblems(definition),
	];
	if (problems.length > 0) throw new ChooseError(problems);
}

function targetProblems({ targets, hasServer }: ExportPlan): Problem[] {
	if (!hasServer || !targets.includes('netlify')) return [];
	return [
		notExportable(
			'choose().edge.targets',
			"'nginx' or 'cloudflare' in front of a Node server",
			"'netlify', which serves files only",
			"Leave 'netlify' out, or build without an adapter: the whole site is then files, with their variants.",
		),
	];
}

function segmentProblems({ segments, visitor }: ChooseDefinition): Problem[] {
	const asked =
		visitor.segment === undefined
			? []
			: [
					notExportable(
						'visitor.segment',
						'segments that their own rules recognise',
						'a function, which only a Node server can call',
						`Instead of visitor.segment, have your site set a cookie and recognise the segment by it, when: { cookie: { … } }, ${OR_NODE}.`,
					),
				];
	const unrecognised = segments
		.filter((segment) => segment.when === false)
		.map((segment) =>
			segment.private
				? notExportable(
						`segments.${segment.name}.private`,
						'segments that anybody may hear of: their pages are files',
						'true',
						`Leave segments.${segment.name} out of this site, ${OR_NODE}.`,
					)
				: notExportable(
						`segments.${segment.name}.when`,
						'a rule',
						'false, so that only visitor.segment could recognise it',
						`Write how to recognise segments.${segment.name} as a rule, when: { cookie: { … } }, ${OR_NODE}.`,
					),
		);
	return [...asked, ...unrecognised];
}

function experienceProblems({ experiences, groups }: ChooseDefinition): Problem[] {
	const declared = [
		...Object.entries(experiences).map(([name, { per }]) => [`experiences.${name}`, per] as const),
		...Object.entries(groups).map(
			([name, { member }]) => [`groups.${name}.member`, member.per] as const,
		),
	];
	return declared
		.filter(([, per]) => per === 'visitor')
		.map(([path]) =>
			notExportable(
				`${path}.per`,
				"'segment'",
				"'visitor', for which Intempt is asked on each visit",
				`Decide ${path} per: 'segment', ${OR_NODE}.`,
			),
		);
}

function consentProblems({ segments, visitor }: ChooseDefinition): Problem[] {
	const isPersisting = segments.some(({ persist }) => persist !== undefined);
	if (!isPersisting || typeof visitor.consent !== 'function') return [];
	return [
		notExportable(
			'visitor.consent',
			"a rule or 'not-needed', where a segment is persisted",
			'a function, which only a Node server can call',
			`Write visitor.consent as a rule, consent: { cookie: { consent: 'granted' } }, ${OR_NODE}.`,
		),
	];
}

function notExportable(path: string, expected: string, found: string, hint: string): Problem {
	return { name: 'NotExportable', path, expected, found, hint };
}

import type { AstroConfig } from 'astro';
import { compileRule, type RuleInput } from '../audience/rules.js';
import type { DecisionTable } from '../decisions/decision-table.js';
import type {
	ChooseDefinition,
	Rule,
	Segment,
	VisitorInput,
} from '../definition/definition-types.js';
import {
	EDGE_MANIFEST_VERSION,
	type EdgeHost,
	type EdgeManifest,
	type EdgeSegment,
	type EdgeSignatures,
} from '../edge/edge-manifest.js';
import { varyOf } from '../http/vary.js';
import type { StoreIndex } from '../store/index-file.js';
import { createColumns } from './edge-columns.js';

export interface EdgeManifestInput {
	readonly index: Pick<StoreIndex, 'build' | 'pages'>;
	readonly definition: ChooseDefinition;
	/** What the variants of the index were rendered with. */
	readonly table: DecisionTable;
	readonly config: {
		readonly base: AstroConfig['base'];
		readonly trailingSlash: AstroConfig['trailingSlash'];
		readonly build: Pick<AstroConfig['build'], 'format'>;
		readonly security: Pick<AstroConfig['security'], 'allowedDomains'>;
	};
	readonly diagnostics: boolean;
	/** The folder of the variants' files below the client folder, with a slash at its end and none before. */
	readonly folder: string;
	/** Where an origin answers: what names audiences to it. The manifest then holds no pages. Null: pages are files. */
	readonly signed: EdgeSignatures | null;
}

/**
 * All that an edge needs to route a build. Segments that no rule recognises (`when: false`) and private ones are left out, and so is
 * whatever no page reads. `signed.segments` must stand in the order of {@link exportedSegments}.
 */
export function createEdgeManifest(input: EdgeManifestInput): EdgeManifest {
	const { index, definition, table, config, signed } = input;
	const segments = exportedSegments(definition);
	const pages = signed === null ? index.pages : [];
	const columns = createColumns(pages, segments, table);
	const isPersisting = segments.some(({ persist }) => persist !== undefined);
	const consent = isPersisting ? exportedConsent(definition.visitor.consent) : null;
	const inputs = inputsOf(segments, consent);
	return {
		version: EDGE_MANIFEST_VERSION,
		build: index.build.digest,
		base: config.base.replace(/\/+$/, ''),
		trailingSlash: config.trailingSlash,
		format: config.build.format,
		vary: varyOf(definition, inputs),
		diagnostics: input.diagnostics,
		device: exportedDevice(definition),
		hosts: inputs.some(({ kind }) => kind === 'host')
			? exportedHosts(config.security.allowedDomains)
			: [],
		consent,
		segments: segments.map(exportedSegment),
		reads: columns.reads,
		decided: columns.decided,
		folder: input.folder,
		pages: pages.map(({ file, variants }) => ({
			file,
			variants: variants.map(({ reads, body, headers }) => ({
				body,
				reads: columns.numbersOf(reads),
				...(Object.keys(headers).length > 0 && { headers }),
			})),
		})),
		signed,
	};
}

/** The segments that an edge can recognise, in the order of the cascade. */
export function exportedSegments({ segments }: ChooseDefinition): readonly Segment[] {
	return segments.filter((segment) => segment.when !== false && !segment.private);
}

function exportedSegment({ name, when, persist }: Segment): EdgeSegment {
	return { name, ...(when && { when }), ...(persist !== undefined && { persist }) };
}

// A function cannot be exported: where one decides, an edge persists nothing.
function exportedConsent(consent: VisitorInput['consent'] | Rule): EdgeManifest['consent'] {
	return consent === undefined || typeof consent === 'function' ? null : consent;
}

function inputsOf(
	segments: readonly Segment[],
	consent: EdgeManifest['consent'],
): readonly RuleInput[] {
	const inputs: RuleInput[] = [];
	const useInput = (input: RuleInput) => inputs.push(input);
	for (const { when } of segments) if (when) compileRule(when, useInput);
	if (consent !== null && consent !== 'not-needed') compileRule(consent, useInput);
	return inputs;
}

function exportedDevice({ device }: ChooseDefinition): EdgeManifest['device'] {
	if (device === undefined) return null;
	return {
		header: device.header.toLowerCase(),
		mobile: device.mobile.map((value) => value.toLowerCase()),
	};
}

// A host is matched at the path "/": a pattern for another one never holds.
function exportedHosts(
	allowed: readonly (EdgeHost & { readonly pathname?: string | undefined })[],
): EdgeHost[] {
	return allowed
		.filter(({ pathname }) => !pathname || pathname === '/')
		.map(({ protocol, hostname, port }) => ({
			...(protocol !== undefined && { protocol }),
			...(hostname !== undefined && { hostname }),
			...(port !== undefined && { port }),
		}));
}

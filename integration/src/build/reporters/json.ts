import type { BuildReport } from '../report-types.js';

type KeysWithin<T> = T extends string | number | boolean | undefined
	? never
	: T extends readonly (infer Item)[]
		? KeysWithin<Item>
		: (keyof T & string) | { [Key in keyof T]: KeysWithin<T[Key]> }[keyof T];

/** Every key of a report, in the order in which they are written. A key that the type gains is a type error here until it is added. */
const KEYS: Readonly<Record<KeysWithin<BuildReport>, true>> = {
	version: true,
	builtAt: true,
	name: true,
	path: true,
	alias: true,
	kind: true,
	per: true,
	mayChangeSeo: true,
	catchAll: true,
	digest: true,
	isDefault: true,
	decisions: true,
	calls: true,
	made: true,
	failed: true,
	perMonth: true,
	maxAge: true,
	totals: true,
	combinations: true,
	takenOver: true,
	bodies: true,
	packBytes: true,
	askMs: true,
	plainPages: true,
	warnings: true,
	message: true,
	value: true,
	segments: true,
	device: true,
	decided: true,
	desktop: true,
	mobile: true,
	fetchedAt: true,
	experiences: true,
	payloads: true,
	audiences: true,
	unanswered: true,
	bytes: true,
	brotliBytes: true,
	renderMs: true,
	reads: true,
	seo: true,
	title: true,
	description: true,
	h1: true,
	canonical: true,
	robots: true,
	hreflang: true,
	links: true,
	structuredData: true,
	differences: true,
	undeclared: true,
	part: true,
	removed: true,
	added: true,
	changedBy: true,
	pages: true,
	variants: true,
};

/**
 * The report as JSON for programs: indented with tabs, ending in a newline, with its keys always in the same order, so that the
 * reports of two builds can be compared line by line. Only the keys of `BuildReport` are written, whatever else an object carries;
 * an undefined `fetchedAt` is absent.
 */
export function renderJson(report: BuildReport): string {
	return `${JSON.stringify(report, Object.keys(KEYS), '\t')}\n`;
}

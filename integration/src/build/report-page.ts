import { partIn } from '../decisions/by-locale.js';
import type { PackWriter } from '../store/pack-writer.js';
import { findVariant } from '../variants/match.js';
import { valueOfRead, type Outcome, type Read } from '../variants/reads.js';
import { aliasOf, type PrerenderedAudience } from '../variants/audiences.js';
import type { BuildDecisions } from './decide-build.js';
import type { BuiltPage } from './render-variants.js';
import type { PageReport } from './report-types.js';

const LONGEST_TEXT = 80;
const MOST_ITEMS = 3;

/** What was rendered of one page, and for whom. */
export function reportPage(
	{ page, variants, unanswered }: BuiltPage,
	audiences: readonly (PrerenderedAudience & { readonly alias: string })[],
	pack: Pick<PackWriter, 'sizeOf'>,
	{ table }: Pick<BuildDecisions, 'table'>,
): PageReport {
	const answered = audiences.map(({ alias, outcome }) => ({
		alias,
		variant: findVariant(variants, outcome),
		outcome,
	}));
	return {
		path: page.path,
		reads: [...new Set(variants.flatMap(({ reads }) => reads.map(nameOf)))],
		variants: variants.map((variant, index) => {
			const own = answered.filter((one) => one.variant === variant);
			return {
				digest: variant.body,
				isDefault: index === 0,
				audiences: own.map(({ alias }) => alias),
				reads: variant.reads.map((read) => ({
					name: nameOf(read),
					value: valueShown(read, [
						...own.map(({ outcome }) => outcome),
						{ decisions: table.defaults, device: 'desktop' },
					]),
				})),
				bytes: variant.bytes,
				brotliBytes: pack.sizeOf(variant.body, 'br') || variant.bytes,
				renderMs: variant.ms,
				seo: variant.seo,
			};
		}),
		unanswered: [
			...new Set([
				...answered.filter(({ variant }) => variant === undefined).map(({ alias }) => alias),
				...unanswered.map(aliasOf),
			]),
		],
		renderMs: variants.reduce((sum, { ms }) => sum + ms, 0),
	};
}

function nameOf({ kind, name }: Read): string {
	return kind === 'device' ? 'device' : name;
}

function valueShown(read: Read, outcomes: readonly Outcome[]): string {
	if (read.kind === 'device') return read.value;
	const outcome = outcomes.find((one) => valueOfRead(one, read) === read.value);
	const value = outcome && valueIn(outcome, read);
	return value === undefined ? read.value : JSON.stringify(shorten(value));
}

function valueIn({ decisions }: Outcome, { kind, name, locale }: Read): unknown {
	if (kind === 'group') {
		const group = decisions.groups.get(name);
		return group && partIn(group, locale)?.entries;
	}
	const decision = decisions.experiences.get(name);
	return decision && partIn(decision, locale)?.payload;
}

// Shortened inside, so that it stays JSON.
function shorten(value: unknown): unknown {
	if (typeof value === 'string') {
		return value.length > LONGEST_TEXT ? `${value.slice(0, LONGEST_TEXT - 1)}…` : value;
	}
	if (Array.isArray(value)) {
		const shown = value.slice(0, MOST_ITEMS).map(shorten);
		const more = value.length - shown.length;
		return more > 0 ? [...shown, `… and ${more} more`] : shown;
	}
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shorten(inner)]));
}

import { ChooseError } from '../errors.js';
import { isErrorRoute } from '../rendering/error-route.js';
import type { BuiltPage } from './render-variants.js';
import type { BuildReport, ReportWarning } from './report-types.js';
import type { FixedPage } from './varied-page.js';

/** What there is to say of pages that read decisions and cannot vary. Error pages are the default for everybody, as documented. */
export function warnOfFixedPages(
	pages: readonly FixedPage[],
	locales: readonly string[],
): ReportWarning[] {
	return pages
		.filter(({ route }) => !isErrorRoute(route, locales))
		.map(({ path, reason }) => ({
			name: 'NotVaried',
			message: `${path} reads decisions, but is its default for everybody, because ${reason}. Read them on a prerendered page that answers 200, or on demand.`,
		}));
}

/** What there is to say of pages that did not get all their variants. */
export function warnOfPages(
	built: readonly BuiltPage[],
	{ isLive }: { readonly isLive: boolean },
): ReportWarning[] {
	const what = isLive ? 'have it rendered when they first ask for it' : 'get its default';
	return built.flatMap(({ page, unanswered, overBudget, failures }) => [
		...(overBudget
			? [
					{
						name: 'BudgetExceeded',
						message: `${page.path} has more variants than its budget: ${unanswered.length} audiences or more ${what}. Raise choose({ budget }), or read fewer experiences on it.`,
					},
				]
			: []),
		...failures.map((reason) => ({
			name: 'VariantFailed',
			message: `${page.path} has a variant that cannot be stored, because ${reason}. Its audiences get the default.`,
		})),
	]);
}

/** @throws {ChooseError} StrictBuild, with every warning, if there is one. */
export function failOnWarning({ warnings }: BuildReport): void {
	if (warnings.length === 0) return;
	throw new ChooseError(
		warnings.map(({ name, message }) => ({
			name: 'StrictBuild',
			path: name,
			expected: 'a build without warnings',
			found: message,
			hint: 'Mend what is named above, or build without choose({ strict: true }).',
		})),
	);
}

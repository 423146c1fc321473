import { DEVICES } from '../../constants.js';
import type { EdgeManifest, EdgeVariant } from '../../edge/edge-manifest.js';
import { titleCase } from '../../http/header-name.js';
import { DEVICE_LETTER } from './audience-maps.js';
import { regexOfText } from './characters.js';
import { columnsOf, defaultVariant, listOutcomes } from './outcomes.js';
import { pathsOfFile } from './page-paths.js';
import { quoteRegex, quoteText, quoteWord, type MapEntry, type MapWriter } from './syntax.js';

/** A response header that some variants have, by the variable that holds it. */
export interface VariantHeader {
	readonly name: string;
	readonly variable: string;
}

/**
 * Adds the way from a path to a file: `$choose_page` (its number, empty for anything that is not ours), `$choose_found` (the number of the
 * variant, empty if none answers), `$choose_body` (its digest, or that of the default), `$choose_page_file`.
 */
export function addPageMaps(
	maps: MapWriter,
	manifest: EdgeManifest,
	columnVariable: (column: number) => string,
): VariantHeader[] {
	addPathMaps(maps, manifest);
	const variants: EdgeVariant[] = [];
	const numbers = new Map<string, string>();
	const numberOf = (variant: EdgeVariant): string => {
		const key = JSON.stringify([variant.body, variant.headers ?? {}]);
		const number = numbers.get(key) ?? String(variants.push(variant));
		numbers.set(key, number);
		return number;
	};
	const groups = new Map<string, string>();
	const pageGroups: MapEntry[] = [];
	const outcomes: MapEntry[] = [];
	const defaults: MapEntry[] = [];
	manifest.pages.forEach((page, at) => {
		const columns = columnsOf(page);
		const source = columns.map((column) => `:${columnVariable(column)}`).join('');
		const group = groups.get(source) ?? String(groups.size + 1);
		groups.set(source, group);
		pageGroups.push([String(at + 1), group]);
		for (const { values, variant } of listOutcomes(manifest, page)) {
			const key = values.map((value) => `:${value}`).join('');
			outcomes.push([quoteWord(`${at + 1}${key}`), numberOf(variant)]);
		}
		for (const device of DEVICES) {
			const variant = defaultVariant(manifest, page, device);
			if (variant) defaults.push([`${DEVICE_LETTER[device]}${at + 1}`, numberOf(variant)]);
		}
	});
	maps.add('group', '$choose_page', [['default', '""'], ...pageGroups]);
	maps.add('outcome', '$choose_group', [
		['default', '""'],
		...[...groups].map(([source, group]): MapEntry => [group, `"$choose_page${source}"`]),
	]);
	maps.add('found', '$choose_outcome', [['default', '""'], ...outcomes]);
	maps.add('default', '"$choose_device$choose_page"', [['default', '""'], ...defaults]);
	maps.add('variant', '$choose_found', [
		['default', '$choose_found'],
		['""', '$choose_default'],
	]);
	maps.add('body', '$choose_variant', [
		['default', '""'],
		...variants.map(({ body }, at): MapEntry => [String(at + 1), quoteText(body)]),
	]);
	return addHeaderMaps(maps, variants);
}

// nginx looks keys up without case: what is found is compared with its path, and paths that differ in nothing else are regular expressions.
function addPathMaps(maps: MapWriter, manifest: EdgeManifest): void {
	maps.add('path', '$request_method', [
		['default', '""'],
		['GET', '$uri'],
		['HEAD', '$uri'],
	]);
	const paths = new Map<string, number>();
	manifest.pages.forEach(({ file }, at) => {
		for (const path of pathsOfFile(manifest, file)) if (!paths.has(path)) paths.set(path, at + 1);
	});
	const spellings = Map.groupBy(paths, ([path]) => asciiLowerCase(path));
	const entries = [...spellings.values()].flatMap((alike) =>
		alike.map(([path, page]): MapEntry => {
			const key = alike.length === 1 ? quoteWord(path) : quoteRegex(`^${regexOfText(path)}\\z`);
			return [key, quoteText(`${page} ${path}`)];
		}),
	);
	maps.add('page_at', '$choose_path', [['default', '""'], ...entries]);
	maps.add('page', '"$choose_page_at $choose_path"', [
		['default', '""'],
		[
			quoteRegex('^(?<choose_number>[0-9]+) (?<choose_spelled>.+) \\k<choose_spelled>\\z'),
			'$choose_number',
		],
	]);
	maps.add('page_file', '$choose_page', [
		['default', '""'],
		...manifest.pages.map(({ file }, at): MapEntry => [String(at + 1), quoteText(file)]),
	]);
}

function asciiLowerCase(text: string): string {
	return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function addHeaderMaps(maps: MapWriter, variants: readonly EdgeVariant[]): VariantHeader[] {
	const names = new Set(variants.flatMap(({ headers = {} }) => Object.keys(headers)));
	return [...names].map((name, at) => ({
		name: titleCase(name),
		variable: maps.add(`header_${at + 1}`, '$choose_variant', [
			['default', '""'],
			...variants.flatMap(({ headers = {} }, place): MapEntry[] => {
				const value = headers[name];
				return value === undefined ? [] : [[String(place + 1), quoteText(value)]];
			}),
		]),
	}));
}

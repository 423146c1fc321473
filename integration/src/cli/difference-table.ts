import type { Difference } from '../decisions/compare-snapshots.js';
import { canonicalJson } from '../decisions/digest.js';

/** Characters of a payload that are shown. */
const MOST_SHOWN = 60;
/** Characters that two payloads may begin with alike without being cut. */
const MOST_ALIKE = 40;

/** The same change of one experience, for all that have it. */
interface Change {
	readonly title: string;
	/** Segments and devices: `pro, social on desktop, mobile`. */
	readonly audiences: readonly string[];
	readonly old: string | undefined;
	readonly new: string | undefined;
}

/** What differs from a lockfile, experience by experience. */
export function renderDifferences(differences: readonly Difference[], lockedAt: string): string {
	const byTitle = Map.groupBy(listChanges(differences), ({ title }) => title);
	const sections = [...byTitle].map(([title, changes]) => {
		const lines = changes.map(
			(change) =>
				`  ${change.audiences.join('; ')}\n    ${kindOf(change)}: ${change.old ?? 'nothing'} → ${change.new ?? 'nothing'}\n`,
		);
		return `\n${title}\n${lines.join('')}`;
	});
	return `${summarize(differences, lockedAt)}\n${sections.join('')}`;
}

/** The same as a table in Markdown. */
export function renderMarkdown(differences: readonly Difference[], lockedAt: string): string {
	const summary = `**astro-choose**: ${summarize(differences, lockedAt)}\n`;
	if (differences.length === 0) return summary;
	const rows = listChanges(differences).map((change) =>
		[
			asCode(change.title),
			change.audiences.map((one) => escapeCell(one)).join('<br>'),
			kindOf(change),
			asCode(change.old),
			asCode(change.new),
		].join(' | '),
	);
	return `${summary}
| Experience | Segments | | Locked | Now |
| --- | --- | --- | --- | --- |
${rows.map((row) => `| ${row} |\n`).join('')}`;
}

function summarize({ length }: readonly Difference[], lockedAt: string): string {
	const since = `what was locked at ${lockedAt}`;
	if (length === 0) return `Choose decides ${since}.`;
	return `${length} ${length === 1 ? 'decision differs' : 'decisions differ'} from ${since}.`;
}

function listChanges(differences: readonly Difference[]): Change[] {
	const same = Map.groupBy(differences, ({ kind, name, old, new: now }) =>
		canonicalJson([kind, name, old, now]),
	);
	const changes = [...same.values()].flatMap((group): Change[] => {
		const [first] = group;
		if (first === undefined) return [];
		const bySegment = Map.groupBy(group, ({ segment }) => segment);
		const byDevices = Map.groupBy(bySegment, ([, own]) =>
			own.map(({ device }) => device).join(', '),
		);
		const audiences = [...byDevices].map(
			([devices, segments]) => `${segments.map(([segment]) => segment).join(', ')} on ${devices}`,
		);
		const title = first.kind === 'group' ? `group ${first.name}` : first.name;
		return [{ title, audiences, ...shortenBoth(first) }];
	});
	return changes.sort((a, b) => a.title.localeCompare(b.title, 'en'));
}

function kindOf({ old, new: now }: Change): string {
	if (old === undefined) return 'added';
	return now === undefined ? 'removed' : 'changed';
}

// Where two payloads begin alike, what they begin with says nothing.
function shortenBoth({ old, new: now }: Difference): Pick<Change, 'old' | 'new'> {
	const [a, b] = [old, now].map((one) => (one === undefined ? undefined : canonicalJson(one)));
	let start = 0;
	while (a !== undefined && start < a.length && a[start] === b?.[start]) start++;
	const from = start > MOST_ALIKE ? start - MOST_ALIKE / 2 : 0;
	return { old: shorten(a, from), new: shorten(b, from) };
}

function shorten(text: string | undefined, from: number): string | undefined {
	if (text === undefined) return undefined;
	const rest = from === 0 ? text : `…${text.slice(from)}`;
	return rest.length > MOST_SHOWN ? `${rest.slice(0, MOST_SHOWN - 1)}…` : rest;
}

function asCode(text: string | undefined): string {
	if (text === undefined) return '';
	const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
	const fence = '`'.repeat(longest + 1);
	const padding = longest > 0 ? ' ' : '';
	return `${fence}${padding}${text.replaceAll('|', '\\|')}${padding}${fence}`;
}

function escapeCell(text: string): string {
	return text.replaceAll('|', '\\|');
}

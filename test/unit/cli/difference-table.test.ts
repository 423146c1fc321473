import { describe, expect, it } from 'vitest';
import {
	renderDifferences,
	renderMarkdown,
} from '../../../integration/src/cli/difference-table.js';
import { compareSnapshots } from '../../../integration/src/decisions/compare-snapshots.js';
import { snapshotsOf } from '../../support/recorded.js';

const at = '2026-01-01T00:00:00Z';
const long = 'a very long text of which the beginning says nothing at all, ';
const differences = compareSnapshots(
	snapshotsOf({
		at,
		payloads: {
			pro: { hero: 'old', gone: 1 },
			social: { hero: 'old' },
			acme: { text: `${long}one` },
		},
	}),
	snapshotsOf({
		at,
		payloads: {
			pro: { hero: 'a | `b`' },
			social: { hero: 'a | `b`' },
			acme: { text: `${long}two` },
			'late/mobile': { hero: 'new' },
		},
	}),
);

describe('renderDifferences', () => {
	it('tells of each change once, with all that have it', () => {
		expect(renderDifferences(differences, at))
			.toBe(`9 decisions differ from what was locked at ${at}.

gone
  pro on desktop, mobile
    removed: 1 → nothing

hero
  pro, social on desktop, mobile
    changed: "old" → "a | \`b\`"
  late on mobile
    added: nothing → "new"

text
  acme on desktop, mobile
    changed: …ays nothing at all, one" → …ays nothing at all, two"
`);
	});

	it('says that nothing differs', () => {
		expect(renderDifferences([], at)).toBe(`Choose decides what was locked at ${at}.\n`);
	});
});

describe('renderMarkdown', () => {
	it('is a table whose cells hold whatever a payload has', () => {
		expect(renderMarkdown(differences, at)).toContain(`
| Experience | Segments | | Locked | Now |
| --- | --- | --- | --- | --- |
| \`gone\` | pro on desktop, mobile | removed | \`1\` |  |
| \`hero\` | pro, social on desktop, mobile | changed | \`"old"\` | \`\` "a \\| \`b\`" \`\` |
`);
	});

	it('is one line when nothing differs', () => {
		expect(renderMarkdown([], at)).toBe(
			`**astro-choose**: Choose decides what was locked at ${at}.\n`,
		);
	});
});

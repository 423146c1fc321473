/** What `<Headline as>` may be. */
export const HEADLINE_TAGS = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'div', 'span'] as const;

/** What `<ProductList as>` may be: the tag of its label. */
export const LABEL_TAGS = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p'] as const;

export type HeadlineTag = (typeof HEADLINE_TAGS)[number];
export type LabelTag = (typeof LABEL_TAGS)[number];

/** The allowed tag that was asked for; `h2` when it is none of them, whatever the value and wherever it came from. */
export function resolveTag<const Tag extends string>(
	asked: unknown,
	allowed: readonly Tag[],
): Tag | 'h2' {
	return allowed.find((tag) => tag === asked) ?? 'h2';
}

/** Whether a tag is a heading. */
export function isHeading(tag: HeadlineTag): boolean {
	return /^h[1-6]$/.test(tag);
}

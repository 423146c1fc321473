/** What the pages of `test/fixtures/tiny` show. */

import { expect } from 'vitest';
import { ask } from './ask.js';

export const PRO = { cookie: 'plan=pro' };

export interface Shown {
	readonly hero: string;
	readonly tip: string;
}

export const DEFAULTS: Shown = { hero: 'Default hero', tip: 'Default tip' };
export const DECIDED = {
	nobody: { hero: 'Default hero', tip: 'Everyone’s tip' },
	pro: { hero: 'Pro hero', tip: 'Everyone’s tip' },
} satisfies Record<string, Shown>;

/** What the home page shows to nobody in particular, and to a visitor of the segment `pro`. */
export async function readHome(url: string): Promise<Record<'nobody' | 'pro', Shown>> {
	const [nobody, pro] = await Promise.all([readPage(url, {}), readPage(url, PRO)]);
	return { nobody, pro };
}

async function readPage(url: string, headers: Readonly<Record<string, string>>): Promise<Shown> {
	const { status, text } = await ask(url, '/', { headers });
	expect(status, text).toBe(200);
	const [, hero = '', tip = ''] = /<h1[^>]*>([^<]*)<[^]*id="tip"[^>]*>([^<]*)</.exec(text) ?? [];
	return { hero, tip };
}

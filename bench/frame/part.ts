/** One thing that `npm run bench` can measure: a part of `docs/performance.md`. */
export interface Part {
	/** As it is named on the command line. */
	readonly name: string;
	readonly title: string;
	/** What is measured, and how: a paragraph of Markdown. */
	readonly about: string;
	measure(effort: Effort): Promise<Measured>;
}

/** `short` only shows that everything runs. */
export type Effort = 'full' | 'short';

export interface Measured {
	/** All that was measured, for `--json`: what JSON can hold. */
	readonly figures: unknown;
	/** Within this one run, by name: `variant/astro-static`. */
	readonly ratios: Readonly<Record<string, number>>;
	readonly tables: readonly Table[];
	readonly goals: readonly Goal[];
}

export interface Table {
	readonly title: string;
	/** The first one names the rows. */
	readonly columns: readonly string[];
	readonly rows: readonly (readonly string[])[];
}

export interface Goal {
	readonly what: string;
	/** With its sign and unit: `≥ 5`, `< 64 MB`. */
	readonly wanted: string;
	readonly measured: string;
	readonly isMet: boolean;
}

/** A goal for a number. `unit` is written behind it: ` MB`. */
export function atLeast(what: string, measured: number, bound: number, unit = ''): Goal {
	return {
		what,
		wanted: `≥ ${bound}${unit}`,
		measured: format(measured) + unit,
		isMet: measured >= bound,
	};
}

/** Likewise. */
export function atMost(what: string, measured: number, bound: number, unit = ''): Goal {
	return {
		what,
		wanted: `≤ ${bound}${unit}`,
		measured: format(measured) + unit,
		isMet: measured <= bound,
	};
}

/** With as many digits as say something: `0.642`, `12.3`, `1,234`. */
export function format(value: number): string {
	const size = Math.abs(value);
	const digits = size < 1 ? 3 : size < 10 ? 2 : size < 100 ? 1 : 0;
	return value.toLocaleString('en', { maximumFractionDigits: digits });
}

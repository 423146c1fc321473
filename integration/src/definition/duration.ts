const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

function isUnit(unit: string): unit is keyof typeof UNITS {
	return unit in UNITS;
}

/** Milliseconds of `'90s'`, `'30m'`, `'12h'`, `'7d'`; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
	const [, amount, unit] = /^([1-9]\d{0,5})([smhd])$/.exec(text) ?? [];
	if (amount === undefined || unit === undefined || !isUnit(unit)) return undefined;
	return Number(amount) * UNITS[unit];
}

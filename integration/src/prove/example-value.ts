import type { PatternOrPresence } from '../definition/definition-types.js';

/** Values that a pattern may match, the likeliest first. Only a guess: the rule itself is to be asked. */
export function exampleValues(pattern: PatternOrPresence): string[] {
	if (pattern === true) return ['1'];
	return [pattern]
		.flat()
		.flatMap(fillGlob)
		.filter((value) => value !== '');
}

/** A glob with its alternatives, sets and runs filled in. */
function fillGlob(glob: string): string[] {
	const open = /\{([^{}]*,[^{}]*)\}/.exec(glob);
	if (open !== null) {
		const [all, inner = ''] = open;
		const before = glob.slice(0, open.index);
		const after = glob.slice(open.index + all.length);
		return fillGlob(`${before}${inner.split(',')[0] ?? ''}${after}`);
	}
	const filled = (run: string) =>
		glob.replace(/\\(.)|\*|\?|\[([!^]?)(.[^\]]*)\]/g, (all, escaped: string, not: string, set) => {
			if (escaped) return escaped;
			if (all === '*') return run;
			if (all === '?') return 'a';
			if (not === '') return String(set).charAt(0);
			return ['a', 'z', '0', '9', '-'].find((one) => !String(set).includes(one)) ?? 'a';
		});
	return [...new Set([filled('1'), filled('')])];
}

/**
 * How values are written in a request: `form` in a query, `cookie` in a cookie, both percent-encoded UTF-8; `raw` where nothing is
 * decoded, and `raw-form` where only `+` is.
 */
export type Writing = 'form' | 'cookie' | 'raw' | 'raw-form';

const PERCENT = 0x25;
const PLUS = 0x2b;
const SPACE = 0x20;
/** Behind the bytes, digits of an escape, which may be written in either case. */
const NIBBLE = 0x100;

/** Bytes, and digits of escapes from `NIBBLE` on. */
type Spelling = readonly number[];

/** A regular expression (of bytes) for one character that is any of these UTF-16 units. Empty if none can be written so. */
export function regexOfUnits(units: Iterable<number>, writing: Writing): string {
	return regexOfSpellings([...units].flatMap((unit) => spellUnit(unit, writing)));
}

/** The same for characters beyond the basic plane, each of which is two units. */
export function regexOfCodePoints(points: Iterable<number>, writing: Writing): string {
	if (writing.startsWith('raw')) return '';
	return regexOfSpellings([...points].map((point) => escapeBytes(utf8(point))));
}

/**
 * All spellings of a unit. Headers are bytes, and a byte that is not escaped is the character of its number. The bytes of a character
 * beyond the basic plane split into its two units between the digits of the third: `%F0%9F%9` and `8%80`.
 */
function spellUnit(unit: number, writing: Writing): Spelling[] {
	const isForm = writing === 'form' || writing === 'raw-form';
	const isEscaped = writing === 'form' || writing === 'cookie';
	const spellings: Spelling[] = [];
	const isByte = unit < 0x100 && !(isEscaped && unit === PERCENT) && !(isForm && unit === PLUS);
	if (isByte) spellings.push([unit]);
	if (isForm && unit === SPACE) spellings.push([PLUS]);
	if (!isEscaped) return spellings;
	if (unit >= 0xd800 && unit < 0xdc00)
		spellings.push(escapeBytes(utf8(0x10000 + ((unit - 0xd800) << 10))).slice(0, 8));
	else if (unit >= 0xdc00 && unit < 0xe000)
		spellings.push(escapeBytes(utf8(0x10000 + (unit - 0xdc00))).slice(8));
	else spellings.push(escapeBytes(utf8(unit)));
	return spellings;
}

function utf8(point: number): number[] {
	const tail = (shift: number) => 0x80 | ((point >> shift) & 0x3f);
	if (point < 0x80) return [point];
	if (point < 0x800) return [0xc0 | (point >> 6), tail(0)];
	if (point < 0x10000) return [0xe0 | (point >> 12), tail(6), tail(0)];
	return [0xf0 | (point >> 18), tail(12), tail(6), tail(0)];
}

function escapeBytes(bytes: readonly number[]): number[] {
	return [...bytes].flatMap((byte) => [PERCENT, NIBBLE + (byte >> 4), NIBBLE + (byte & 15)]);
}

interface Node {
	ends: boolean;
	readonly next: Map<number, Node>;
}

// A tree of what may come next; branches that go on alike become one class.
function regexOfSpellings(spellings: readonly Spelling[]): string {
	if (spellings.length === 0) return '';
	const root: Node = { ends: false, next: new Map() };
	for (const spelling of spellings) {
		let node = root;
		for (const symbol of spelling) {
			const child = node.next.get(symbol) ?? { ends: false, next: new Map() };
			node.next.set(symbol, child);
			node = child;
		}
		node.ends = true;
	}
	return regexOfNode(root);
}

function regexOfNode({ ends, next }: Node): string {
	if (next.size === 0) return '';
	const alike = new Map<string, number[]>();
	for (const [symbol, child] of next) {
		const rest = regexOfNode(child);
		const key = `${symbol < NIBBLE ? 0 : 1}${rest}`;
		alike.set(key, [...(alike.get(key) ?? []), symbol]);
	}
	// What is longer is tried first: the second half of a character begins with what is a digit otherwise.
	const branches = [...alike]
		.map(([key, symbols]) => classOf(symbols) + key.slice(1))
		.toSorted((a, b) => b.length - a.length);
	const joined = branches.length === 1 && !ends ? branches.join('') : `(?:${branches.join('|')})`;
	return ends ? `${joined}?` : joined;
}

function classOf(symbols: readonly number[]): string {
	const bytes = symbols.flatMap((symbol) => (symbol < NIBBLE ? [symbol] : digits(symbol - NIBBLE)));
	const sorted = [...new Set(bytes)].toSorted((a, b) => a - b);
	const first = sorted[0] ?? 0;
	if (sorted.length === 1) return byteRegex(first);
	const ranges: [number, number][] = [];
	for (const byte of sorted) {
		const last = ranges.at(-1);
		if (last?.[1] === byte - 1) last[1] = byte;
		else ranges.push([byte, byte]);
	}
	const written = ranges.map(([from, to]) =>
		from === to ? byteRegex(from) : `${byteRegex(from)}-${byteRegex(to)}`,
	);
	return `[${written.join('')}]`;
}

function digits(nibble: number): number[] {
	const digit = nibble.toString(16);
	return [...new Set([digit, digit.toUpperCase()])].map((one) => one.charCodeAt(0));
}

/** A byte in a regular expression, so that it is never anything else there. */
function byteRegex(byte: number): string {
	const character = String.fromCharCode(byte);
	return /[0-9A-Za-z%]/.test(character) ? character : `\\x${byte.toString(16).padStart(2, '0')}`;
}

/** Text that is compared byte by byte, as a regular expression; as UTF-8. */
export function regexOfText(text: string): string {
	return [...new TextEncoder().encode(text)].map(byteRegex).join('');
}

import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { ChooseError } from '../errors.js';

/** A mistake in the command line. `path` is the argument it is about. */
export function invalidCommand(
	path: string,
	expected: string,
	found: string,
	hint: string,
): ChooseError {
	return new ChooseError({ name: 'InvalidCommand', path, expected, found, hint });
}

/**
 * The options of a command that takes nothing else.
 *
 * @throws {ChooseError} InvalidCommand.
 */
export function parseOptions<const Options extends ParseArgsOptionsConfig>(
	command: string,
	args: readonly string[],
	options: Options,
) {
	return understand(command, () =>
		parseArgs({ args: withTimes(args), options, allowPositionals: false }),
	).values;
}

/**
 * The options of a command, and what else it is given.
 *
 * @throws {ChooseError} InvalidCommand.
 */
export function parseArguments<const Options extends ParseArgsOptionsConfig>(
	command: string,
	args: readonly string[],
	options: Options,
) {
	return understand(command, () =>
		parseArgs({ args: withTimes(args), options, allowPositionals: true }),
	);
}

function understand<Understood>(command: string, parse: () => Understood): Understood {
	try {
		return parse();
	} catch (cause) {
		const [found = ''] = cause instanceof Error ? cause.message.split('. ') : [String(cause)];
		throw invalidCommand(
			`astro-choose ${command}`,
			'documented options',
			found.charAt(0).toLowerCase() + found.slice(1),
			`Run astro-choose ${command} --help for the options.`,
		);
	}
}

// A relative time (`--at -2h`) looks like an option of its own.
function withTimes(args: readonly string[]): string[] {
	const joined: string[] = [];
	for (const arg of args) {
		const before = joined.at(-1);
		const isValue = RELATIVE_TIME.test(arg) && before !== undefined && /^--[a-z-]+$/.test(before);
		if (isValue) joined[joined.length - 1] = `${before}=${arg}`;
		else joined.push(arg);
	}
	return joined;
}

const RELATIVE_TIME = /^-(\d+(?:\.\d+)?)([smhd])$/;
const MILLISECONDS: Readonly<Record<string, number>> = {
	s: 1_000,
	m: 60_000,
	h: 3_600_000,
	d: 86_400_000,
};

/**
 * The time an option was given, in milliseconds since 1970: ISO 8601, or so long ago (`-90m`, `-2h`, `-1d`); undefined when it was not
 * given.
 *
 * @throws {ChooseError} InvalidCommand.
 */
export function parseTime(option: string, text: string | undefined): number | undefined {
	if (text === undefined) return undefined;
	const [, amount, unit = ''] = RELATIVE_TIME.exec(text) ?? [];
	if (amount !== undefined) return Date.now() - Number(amount) * (MILLISECONDS[unit] ?? 0);
	const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : NaN;
	if (!Number.isNaN(time)) return time;
	throw invalidCommand(
		`--${option}`,
		'a time such as 2026-01-31T09:00Z, or -90m, -2h, -1d',
		JSON.stringify(text),
		`Correct --${option}.`,
	);
}

/** The names in a list with commas. */
export function parseNames(text: string | undefined): string[] {
	return (text ?? '')
		.split(',')
		.map((name) => name.trim())
		.filter((name) => name !== '');
}

/**
 * The number an option was given; undefined when it was not given.
 *
 * @throws {ChooseError} InvalidCommand.
 */
export function parseNumber(option: string, text: string | undefined): number | undefined {
	if (text === undefined) return undefined;
	if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
	throw invalidCommand(`--${option}`, 'a number', JSON.stringify(text), `Correct --${option}.`);
}

/**
 * The port an option was given; undefined when it was not given.
 *
 * @throws {ChooseError} InvalidCommand.
 */
export function parsePort(option: string, text: string | undefined): number | undefined {
	const port = parseNumber(option, text);
	if (port === undefined || (Number.isInteger(port) && port <= 65_535)) return port;
	throw invalidCommand(
		`--${option}`,
		'a port from 0 to 65535',
		String(port),
		`Correct --${option}; 0 takes any free port.`,
	);
}

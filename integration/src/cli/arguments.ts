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
	try {
		return parseArgs({ args: [...args], options, allowPositionals: false }).values;
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

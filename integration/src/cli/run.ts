import { ChooseError } from '../errors.js';
import { openLivePages } from '../store/live-page-folder.js';
import { invalidCommand } from './arguments.js';
import type { Command, CommandContext, ExitCode } from './command.js';
import { offCommand, onCommand, refreshCommand, statusCommand } from './control-commands.js';
import { describeError } from './describe-error.js';
import { diffCommand } from './diff-command.js';
import { emulatorCommand } from './emulator-command.js';
import { lockCommand } from './lock-command.js';
import { logCommand } from './log-command.js';
import { pinCommand } from './pin-command.js';
import { proveCommand } from './prove-command.js';
import { createShowCommand } from './show-command.js';
import { unpinCommand } from './unpin-command.js';

const COMMANDS: Readonly<Record<string, Command>> = {
	log: logCommand,
	show: createShowCommand(openLivePages),
	pin: pinCommand,
	unpin: unpinCommand,
	lock: lockCommand,
	diff: diffCommand,
	emulator: emulatorCommand,
	refresh: refreshCommand,
	off: offCommand,
	on: onCommand,
	status: statusCommand,
	prove: proveCommand,
};

/** Errors after which nothing was tried. */
const NOT_TRIED: ReadonlySet<string> = new Set(['InvalidCommand', 'SiteUnreachable']);

/** Runs the command that the arguments name. An error of ours is printed without its stack. */
export async function runCli(
	args: readonly string[],
	version: string,
	context: CommandContext,
): Promise<ExitCode> {
	const [name, ...rest] = args;
	try {
		if (name === '--version') context.stdout(`${version}\n`);
		else if (name === undefined || name === '--help') context.stdout(describeCommands());
		else return (await runCommand(name, rest, context)) ?? 0;
		return 0;
	} catch (error) {
		context.stderr(describeError(error));
		return error instanceof ChooseError && NOT_TRIED.has(error.name) ? 2 : 1;
	}
}

async function runCommand(
	name: string,
	args: readonly string[],
	context: CommandContext,
): Promise<ExitCode | undefined> {
	const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
	if (command === undefined) {
		throw invalidCommand(
			'astro-choose',
			Object.keys(COMMANDS).join(' or '),
			JSON.stringify(name),
			'Run astro-choose --help for the commands.',
		);
	}
	if (!args.includes('--help')) return command.run(args, context);
	context.stdout(command.help);
	return undefined;
}

function describeCommands(): string {
	const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
	const list = Object.entries(COMMANDS).map(
		([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`,
	);
	return `Usage: astro-choose <command> [options]

${list.join('\n')}

  --help     Print this; after a command, its options
  --version  Print the version
`;
}

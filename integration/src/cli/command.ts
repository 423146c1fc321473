/** What a command is given. */
export interface CommandContext {
	readonly stdout: (text: string | Uint8Array) => void;
	readonly stderr: (text: string) => void;
	/** Aborted when the command shall end (Ctrl-C). */
	readonly signal: AbortSignal;
}

/** Exit codes: 0 done, 1 failed, 2 the command line was not understood. */
export type ExitCode = 0 | 1 | 2;

/** One command of `astro-choose`, in a file of its own. */
export interface Command {
	/** A line for the list of commands. */
	readonly summary: string;
	/** What `--help` prints: usage and every option. */
	readonly help: string;
	/**
	 * Runs to its end. Exits with 0 unless it says otherwise.
	 *
	 * @throws {ChooseError} InvalidCommand for arguments that are not understood, and what else it documents.
	 */
	run(args: readonly string[], context: CommandContext): Promise<ExitCode | undefined>;
}

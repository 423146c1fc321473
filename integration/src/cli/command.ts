/** What a command is given. */
export interface CommandContext {
	readonly stdout: (text: string) => void;
	readonly stderr: (text: string) => void;
	/** Aborted when the command shall end (Ctrl-C). */
	readonly signal: AbortSignal;
}

/** One command of `astro-choose`, in a file of its own. */
export interface Command {
	/** A line for the list of commands. */
	readonly summary: string;
	/** What `--help` prints: usage and every option. */
	readonly help: string;
	/**
	 * Runs to its end.
	 *
	 * @throws {ChooseError} InvalidCommand for arguments that are not understood, and what else it documents.
	 */
	run(args: readonly string[], context: CommandContext): Promise<void>;
}

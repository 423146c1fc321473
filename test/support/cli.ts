import { runCli } from '../../integration/src/cli/run.js';

/** Runs the command line; `onOutput` sees all that was printed so far, and may end the command. */
export async function runCommand(
	args: string[],
	onOutput: (stdout: string, end: () => void) => void = () => undefined,
) {
	const ending = new AbortController();
	const chunks: Uint8Array[] = [];
	let stderr = '';
	const code = await runCli(args, '1.2.3', {
		stdout(text) {
			chunks.push(Buffer.from(text));
			onOutput(Buffer.concat(chunks).toString(), () => ending.abort());
		},
		stderr: (text) => (stderr += text),
		signal: ending.signal,
	});
	const bytes = Buffer.concat(chunks);
	return { code, stdout: bytes.toString(), bytes, stderr };
}

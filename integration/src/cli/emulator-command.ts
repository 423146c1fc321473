import { startEmulator, type Emulator, type SeedChange } from '../emulator/index.js';
import { parseBehaviour } from '../emulator/behaviour.js';
import { parseNumber, parseOptions, parsePort } from './arguments.js';
import type { Command } from './command.js';

const HELP = `Usage: astro-choose emulator [options]

Runs an emulator of Intempt's Choose API. The seed is read again whenever it is saved.

  --seed <file>           What it answers from (default: choose.seed.json)
  --port <n>              Its port (default: 0, any free one)
  --control-port <n>      The port of its control server (default: 0, any free one)
  --latency <ms>          Delay every answer
  --fail <status|share>   Answer every call with this status (503), or a share of the calls with 500 (0.2)
  --rate-limit <n>        Answer 429 beyond this many calls a second
  --empty-for <a,b>       Answer these experiences as if there were no choice
  --help                  Print this
`;

/**
 * `astro-choose emulator`: runs until it is told to end.
 *
 * @throws {ChooseError} InvalidCommand; what {@link startEmulator} throws.
 */
export const emulatorCommand: Command = {
	summary: "Run an emulator of Intempt's Choose API",
	help: HELP,
	async run(args, { stdout, stderr, signal }) {
		const values = parseOptions('emulator', args, {
			seed: { type: 'string', default: 'choose.seed.json' },
			port: { type: 'string' },
			'control-port': { type: 'string' },
			latency: { type: 'string' },
			fail: { type: 'string' },
			'rate-limit': { type: 'string' },
			'empty-for': { type: 'string' },
		});
		const behaviour = parseBehaviour(
			{
				latency: parseNumber('latency', values.latency),
				fail: parseNumber('fail', values.fail),
				rateLimit: parseNumber('rate-limit', values['rate-limit']),
				emptyFor: values['empty-for']?.split(',').map((name) => name.trim()),
			},
			{ name: 'InvalidCommand' },
		);
		const emulator = await startEmulator({
			...behaviour,
			seedFile: values.seed,
			port: parsePort('port', values.port) ?? 0,
			controlPort: parsePort('control-port', values['control-port']) ?? 0,
			onSeedChange: (change) => reportChange(values.seed, change, stdout, stderr),
		});
		stdout(describeEmulator(emulator));
		await aborted(signal);
		await emulator.close();
		return undefined;
	},
};

/** The addresses, and what a site sets to use them. */
function describeEmulator({ url, controlUrl, seed }: Emulator): string {
	return `Choose emulator  ${url}
Control          ${controlUrl}  (GET /exposures, /assignments; POST /reset, /behaviour)

To use it, set for your site:
  INTEMPT_API_URL=${url}
  INTEMPT_API_KEY=${seed.keys[0]}
and in astro.config:
  choose({ org: ${JSON.stringify(seed.org)}, project: ${JSON.stringify(seed.project)} })
`;
}

function reportChange(
	file: string,
	change: SeedChange,
	stdout: (text: string) => void,
	stderr: (text: string) => void,
): void {
	if (change.ok) stdout(`${file} was read again: ${change.seed.experiences.length} experiences.\n`);
	else stderr(`${change.error.message}\nThe seed before it stays in force.\n`);
}

function aborted(signal: AbortSignal): Promise<void> {
	if (signal.aborted) return Promise.resolve();
	return new Promise((resolve) => {
		signal.addEventListener('abort', () => resolve(), { once: true });
	});
}

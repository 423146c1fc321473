import { z } from 'astro/zod';
import { ChooseError } from '../errors.js';
import { refreshAnswerSchema, switchAnswerSchema } from '../runtime/control-types.js';
import { parseOptions } from './arguments.js';
import { askControl } from './ask-control.js';
import type { Command, CommandContext } from './command.js';
import { neatJson } from './neat-json.js';

const SITE_OPTIONS = {
	url: { type: 'string', default: 'http://localhost:4321' },
	control: { type: 'string', default: '/_choose' },
} as const;
const ONE_OPTION = { ...SITE_OPTIONS, experience: { type: 'string' } } as const;

const SITE_HELP = `  --url <url>          The site, with its base (default: http://localhost:4321)
  --control <path>     The control option of the site (default: /_choose)
  --help               Print this

CHOOSE_SECRET in the environment: the secret that the server was started with.
`;
const ONE_HELP = `  --experience <name>  Only this experience or group (default: all)
${SITE_HELP}`;

/** `astro-choose refresh`: fails when a call to Choose failed. */
export const refreshCommand: Command = {
	summary: 'Make a running server ask Choose now',
	help: `Usage: astro-choose refresh [options]\n\n${ONE_HELP}`,
	async run(args, context) {
		const values = parseOptions('refresh', args, ONE_OPTION);
		const answer = await ask('POST', 'refresh', values, context, refreshAnswerSchema);
		const { asked, failed, problems, changed, scope } = answer;
		context.stdout(
			`Asked Choose ${asked} times, ${failed} failed. Changed: ${listOr(changed, 'nothing')}. Reached ${SCOPES[scope]}.\n`,
		);
		if (failed === 0 && problems.length === 0) return;
		throw new ChooseError({
			name: 'ControlRefused',
			path: values.url,
			expected: 'every decision asked for',
			found: problems.join('; ') || `${failed} calls that failed`,
			hint: 'What could not be asked stays as it was.',
		});
	},
};

/** `astro-choose off`. */
export const offCommand = switchCommand('off', 'Show defaults in place of decisions');

/** `astro-choose on`. */
export const onCommand = switchCommand('on', 'Show decisions again');

/** `astro-choose status`. */
export const statusCommand: Command = {
	summary: 'Print the state of a running server, as JSON',
	help: `Usage: astro-choose status [options]\n\n${SITE_HELP}`,
	async run(args, context) {
		const values = parseOptions('status', args, SITE_OPTIONS);
		const status = await ask('GET', 'status', values, context, statusSchema);
		context.stdout(`${neatJson(status)}\n`);
	},
};

// Printed as it is, whatever version of the package the server runs.
const statusSchema = z.looseObject({ at: z.string(), process: z.looseObject({}) });

const SCOPES = {
	process: 'this one process: send it to each, or give them one CHOOSE_STATE that they can write',
	machine: 'every process of that machine',
} as const;

function switchCommand(action: 'off' | 'on', summary: string): Command {
	return {
		summary,
		help: `Usage: astro-choose ${action} [options]\n\n${summary}, at once.\n\n${ONE_HELP}`,
		async run(args, context) {
			const values = parseOptions(action, args, ONE_OPTION);
			const { off, scope } = await ask('POST', action, values, context, switchAnswerSchema);
			const list = off === 'all' ? 'everything' : listOr(off, 'nothing');
			context.stdout(`Off: ${list}. Reached ${SCOPES[scope]}.\n`);
		},
	};
}

function ask<Schema extends z.ZodType>(
	method: 'GET' | 'POST',
	action: string,
	{ url, control, experience }: { url: string; control: string; experience?: string | undefined },
	{ signal }: CommandContext,
	schema: Schema,
): Promise<z.output<Schema>> {
	const secret = process.env.CHOOSE_SECRET;
	return askControl({ url, prefix: control, method, action, experience, secret, signal }, schema);
}

function listOr(names: readonly string[], none: string): string {
	return names.length === 0 ? none : names.join(', ');
}

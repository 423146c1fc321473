import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand as run } from '../../support/cli.js';

describe('astro-choose', () => {
	it.each([[[]], [['--help']]])('%j lists the commands', async (args) => {
		const { code, stdout, stderr } = await run(args);
		expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
		expect(stdout).toMatch(/^ {2}emulator +\w/m);
	});

	it('--version prints the version', async () => {
		expect(await run(['--version'])).toMatchObject({ code: 0, stdout: '1.2.3\n', stderr: '' });
	});

	it.each([
		{ args: ['emulate'], told: '"emulate"' },
		{ args: ['constructor'], told: '"constructor"' },
		{ args: ['--verbose'], told: '"--verbose"' },
		{ args: ['emulator', '--sed', 'x'], told: "unknown option '--sed'" },
		{ args: ['emulator', 'extra'], told: 'unexpected argument' },
		{ args: ['emulator', '--port'], told: '--port' },
		{ args: ['emulator', '--port', '65536'], told: '--port' },
		{ args: ['emulator', '--port', '1.5'], told: '--port' },
		{ args: ['emulator', '--latency', 'slow'], told: '--latency' },
		{ args: ['emulator', '--fail', '200'], told: 'fail' },
		{ args: ['emulator', '--rate-limit', '0'], told: 'rateLimit' },
	])('$args is not understood: code 2, without a stack', async ({ args, told }) => {
		const { code, stdout, stderr } = await run(args);
		expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
		expect(stderr.toLowerCase()).toContain(told.toLowerCase());
		expect(stderr).toContain('InvalidCommand');
		expect(stderr).not.toMatch(/^ +at /m);
	});
});

describe('astro-choose emulator', () => {
	let folder: string;
	let seed: string;
	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), 'choose-cli-'));
		seed = join(folder, 'seed.json');
		await writeFile(
			seed,
			JSON.stringify({
				org: 'acme',
				project: 'web',
				keys: ['pre.secret'],
				experiences: [{ name: 'promo', variants: [{ body: 1 }] }],
			}),
		);
	});
	afterEach(() => rm(folder, { recursive: true }));

	it('--help lists its options, and starts nothing', async () => {
		const { code, stdout } = await run(['emulator', '--help']);
		expect(code).toBe(0);
		for (const option of [
			'seed',
			'port',
			'control-port',
			'latency',
			'fail',
			'rate-limit',
			'empty-for',
		])
			expect(stdout).toContain(`--${option} `);
	});

	it('says how to use it, answers, and ends when it is told to', async () => {
		let asked: Promise<Response> | undefined;
		const { code, stdout, stderr } = await run(['emulator', '--seed', seed], (printed, end) => {
			const url = /^ {2}INTEMPT_API_URL=(.*)$/m.exec(printed)?.[1];
			const key = /^ {2}INTEMPT_API_KEY=(.*)$/m.exec(printed)?.[1];
			asked = fetch(`${url}/v1/acme/projects/web/optimization/choose-api?apiKey=${key}`, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({
					identification: { sourceId: '1', profileId: 'p' },
					names: ['promo'],
					device: 'desktop',
				}),
			}).finally(end);
		});
		expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
		expect(await (await asked)?.json()).toEqual({
			choices: [{ name: 'promo', group: '', body: 1 }],
		});
		expect(stdout).toMatch(/^Control +http:\/\/127\.0\.0\.1:\d+/m);
		expect(stdout).toContain('choose({ org: "acme", project: "web" })');
	});

	it('passes on how to misbehave', async () => {
		let behaviour: Promise<unknown> | undefined;
		const flags = ['--latency', '5', '--fail', '0.5', '--rate-limit', '2.5', '--empty-for', 'a, b'];
		await run(['emulator', '--seed', seed, ...flags], (printed, end) => {
			const url = /^Control +(\S+)/m.exec(printed)?.[1];
			behaviour = fetch(`${url}/behaviour`)
				.then((response) => response.json())
				.finally(end);
		});
		expect(await behaviour).toEqual({
			latency: 5,
			fail: 0.5,
			rateLimit: 2.5,
			emptyFor: ['a', 'b'],
		});
	});

	it('tells of an edit', async () => {
		let edited: Promise<void> | undefined;
		const { stdout } = await run(['emulator', '--seed', seed], (printed, end) => {
			edited ??= writeFile(
				seed,
				JSON.stringify({ org: 'a', project: 'w', keys: ['a.b'], experiences: [] }),
			);
			if (printed.includes('was read again')) end();
		});
		await edited;
		expect(stdout).toContain(`${seed} was read again: 0 experiences.`);
	});

	it('with a seed that has a mistake: code 1, its path, without a stack', async () => {
		await writeFile(seed, '{"org":1}');
		const { code, stderr } = await run(['emulator', '--seed', seed]);
		expect(code).toBe(1);
		expect(stderr).toContain(`${seed}: org`);
		expect(stderr).not.toMatch(/^ +at /m);
	});
});

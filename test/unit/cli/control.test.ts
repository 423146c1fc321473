import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCli } from '../../../integration/src/cli/run.js';
import { SECRET, startControlled, type ControlledServer } from '../runtime/controlled-server.js';

let server: ControlledServer;
beforeEach(async () => {
	vi.stubEnv('CHOOSE_SECRET', SECRET);
	server = await startControlled();
});
afterEach(async () => {
	vi.unstubAllEnvs();
	await server.close();
});

async function run(...args: string[]) {
	let stdout = '';
	let stderr = '';
	const code = await runCli(
		args.includes('--url') ? args : [...args, '--url', server.url],
		'1.2.3',
		{
			stdout: (text) => (stdout += String(text)),
			stderr: (text) => (stderr += text),
			signal: new AbortController().signal,
		},
	);
	expect(stdout + stderr).not.toContain(SECRET);
	expect(stderr).not.toMatch(/^ +at /m);
	return { code, stdout, stderr };
}

it.each(['refresh', 'off', 'on', 'status'])('%s --help lists its options', async (command) => {
	const { code, stdout } = await run(command, '--help');
	expect(code).toBe(0);
	expect(stdout).toContain(`astro-choose ${command} `);
	expect(stdout).toContain('--url ');
	expect(stdout).toContain('CHOOSE_SECRET');
	expect(stdout.includes('--experience ')).toBe(command !== 'status');
});

describe('against a running server', () => {
	it('off and on switch one, or all', async () => {
		const off = await run('off', '--experience', 'hero');
		expect(off).toMatchObject({
			code: 0,
			stdout: expect.stringMatching(/^Off: hero\. Reached this/),
		});
		expect((await run('off')).stdout).toContain('Off: everything.');
		const refused = await run('on', '--experience', 'hero');
		expect(refused).toMatchObject({
			code: 1,
			stderr: expect.stringContaining('Everything is off'),
		});
		expect((await run('on')).stdout).toContain('Off: nothing.');
	});

	it('status prints JSON', async () => {
		const { code, stdout } = await run('status');
		expect(code).toBe(0);
		expect(JSON.parse(stdout)).toMatchObject({ build: 'build-1', off: [] });
	});

	it('refresh prints what came of it', async () => {
		const { code, stdout } = await run('refresh', '--experience', 'promo');
		expect({ code, stdout }).toEqual({
			code: 0,
			stdout:
				'Asked Choose 4 times, 0 failed. Changed: hero. Reached every process of that machine.\n',
		});
		expect(server.refreshed).toEqual(['promo']);
	});

	it.each([
		{ failed: 1, problems: ['Choose did not answer in time'] },
		{ failed: 4, problems: ['Choose did not answer in time'] },
	])('refresh fails when calls failed: $failed of 4', async (outcome) => {
		server.outcome = outcome;
		const { code, stdout, stderr } = await run('refresh');
		expect(code).toBe(1);
		expect(stdout).toContain(`${outcome.failed} failed`);
		expect(stderr).toContain('Choose did not answer in time');
	});

	it('a name that is not declared: those that are', async () => {
		const { code, stderr } = await run('off', '--experience', 'heroo');
		expect(code).toBe(1);
		expect(stderr).toContain('hero, promo');
		expect(stderr).toContain('--experience');
	});

	it('another secret is refused', async () => {
		vi.stubEnv('CHOOSE_SECRET', 'another one');
		const { code, stderr } = await run('status');
		expect(code).toBe(1);
		expect(stderr).toContain('ControlRefused');
		expect(stderr).toContain('CHOOSE_SECRET');
		expect(stderr).not.toContain('another one');
	});

	it('finds endpoints that have another place', async () => {
		const moved = await startControlled({ base: '/docs', prefix: '/ops' });
		const args = ['status', '--control', '/ops', '--url'];
		expect((await run(...args, `${moved.url}/docs`)).code).toBe(0);
		expect((await run(...args, `${moved.url}/docs/`)).code).toBe(0);
		expect(await run(...args, moved.url)).toMatchObject({
			code: 1,
			stderr: expect.stringContaining('ControlUnreachable'),
		});
		await moved.close();
	});
});

it('without CHOOSE_SECRET says to set it', async () => {
	vi.stubEnv('CHOOSE_SECRET', undefined);
	const { code, stderr } = await run('off');
	expect(code).toBe(1);
	expect(stderr).toContain('MissingSecret');
});

it.each([
	[['off', '--url', 'localhost'], 2, 'InvalidCommand'],
	[['off', '--url', 'ftp://x'], 2, 'InvalidCommand'],
	[['off', '--experiment', 'x'], 2, 'InvalidCommand'],
	[['status', '--experience', 'x'], 2, 'InvalidCommand'],
	[['off', '--url', 'http://127.0.0.1:1'], 1, 'ControlUnreachable'],
])('%j: code %i, %s', async (args, code, name) => {
	const ran = await run(...args);
	expect(ran.code).toBe(code);
	expect(ran.stderr).toContain(name);
	expect(ran.stderr).toContain('--');
});

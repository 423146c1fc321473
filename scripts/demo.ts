/**
 * The demo: starts the emulator on `choose.seed.json`, builds the reference site against it, serves it, and says what to try. The
 * server asks the emulator every two seconds, so that an edit of the seed shows. Runs until it is interrupted. `PORT` names the port
 * (default 4321).
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { startEmulator } from 'astro-choose/emulator';

const root = fileURLToPath(new URL('../', import.meta.url));
const emulator = await startEmulator({
	seedFile: `${root}choose.seed.json`,
	onSeedChange(change) {
		console.log(
			change.ok
				? 'choose.seed.json was read again.'
				: `${change.error.message}\nWhat it said before this edit stays in force.`,
		);
	},
});
const [apiKey] = emulator.seed.keys;
const connection = {
	INTEMPT_API_KEY: apiKey,
	INTEMPT_API_URL: emulator.url,
	// Seconds; read by astro.config.mjs.
	DEMO_MAX_AGE: '2',
};

const build = spawn(process.execPath, ['node_modules/astro/bin/astro.mjs', 'build'], {
	cwd: root,
	stdio: 'inherit',
	env: { ...process.env, ...connection },
});
const built: readonly unknown[] = await once(build, 'close');
if (built[0] !== 0) {
	await emulator.close();
	process.exit(1);
}

const ownSecret = process.env.CHOOSE_SECRET;
const secret = ownSecret ?? randomBytes(32).toString('hex');
const port = await findPort(Number(process.env.PORT ?? 4321));
const server = spawn(process.execPath, ['dist/server/entry.mjs'], {
	cwd: root,
	stdio: ['ignore', 'pipe', 'inherit'],
	env: {
		...process.env,
		...connection,
		// Made anew with each build: nothing of an earlier run is shown.
		CHOOSE_STATE: `${root}dist/server/choose-state`,
		CHOOSE_DISABLED: undefined,
		HOST: '127.0.0.1',
		PORT: String(port),
		CHOOSE_SECRET: secret,
	},
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => server.kill());
let printed = '';
server.stdout.on('data', (chunk: Buffer) => {
	printed += chunk.toString();
	process.stdout.write(chunk);
	if (printed.includes('Server listening')) {
		server.stdout.removeAllListeners('data').pipe(process.stdout);
		sayWhatToTry(`http://127.0.0.1:${port}`);
	}
});
const ended: readonly unknown[] = await once(server, 'close');
await emulator.close();
process.exitCode = typeof ended[0] === 'number' ? ended[0] : 0;

function sayWhatToTry(url: string): void {
	// A secret of yours is not printed; the commands find it where you set it.
	const command = `${ownSecret === undefined ? `CHOOSE_SECRET=${secret} ` : ''}npx astro-choose`;
	const h1 = `grep -o '<h1[^>]*>[^<]*'`;
	console.log(
		[
			'',
			`The site is served at ${url}/`,
			'',
			'One URL, three first bytes:',
			`  curl -s ${url}/ | ${h1}`,
			`  curl -s '${url}/?utm_source=facebook' | ${h1}`,
			`  curl -s -H 'Cookie: plan=pro' ${url}/ | ${h1}`,
			'',
			'And the German page, of the same decision:',
			`  curl -s -H 'Cookie: plan=pro' ${url}/de/ | ${h1}`,
			'',
			'Change a decision while it runs: in choose.seed.json, write another headline in place of',
			`  "The shoe from the film", save, and reload ${url}/?utm_source=facebook`,
			'It is there within three seconds, and nothing is built again. (The demo asks every two seconds;',
			'a site asks every five minutes, or when it is told to.)',
			'',
			'In this folder: what the server shows, and asking Choose now, without waiting:',
			`  ${command} status --url ${url}`,
			`  ${command} refresh --url ${url}`,
			'',
			`What was built for whom: ${root}dist/choose-report.html`,
			'Ctrl+C ends the demo.',
		].join('\n'),
	);
}

async function findPort(wanted: number): Promise<number> {
	for (const port of [wanted, 0]) {
		const probe = createServer();
		probe.listen(port, '127.0.0.1');
		const isFree = await once(probe, 'listening').then(
			() => true,
			() => false,
		);
		if (!isFree) continue;
		const address = probe.address();
		probe.close();
		await once(probe, 'close');
		return typeof address === 'object' && address !== null ? address.port : wanted;
	}
	return wanted;
}

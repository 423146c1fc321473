import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { decide } from '../../../integration/src/decisions/decide.js';
import { deepFreeze } from '../../../integration/src/decisions/deep-freeze.js';
import { createLiveRenderer } from '../../../integration/src/runtime/live-renderer.js';
import type { LiveRenderer } from '../../../integration/src/runtime/live-renderer-types.js';
import type { Outcome } from '../../../integration/src/variants/reads.js';
import { definitionOf, text } from '../../support/definition.js';

const definition = definitionOf({ experiences: { one: text() } });
const decisions = decide(definition, { experiences: {}, groups: {} }, () => undefined);
const outcome: Outcome = { decisions, device: 'desktop' };

/** A thread that answers with the path it was asked for; `before` runs first, `around` for each question. */
const thread = (before: string, around = '') => `
	import { existsSync, writeFileSync } from 'node:fs';
	import { parentPort, workerData } from 'node:worker_threads';
	/** How often a thread was started with this folder. */
	const starts = () => {
		for (let start = 1; ; start++) {
			const file = new URL('start-' + start, workerData.folder);
			if (existsSync(file)) continue;
			writeFileSync(file, '');
			return start;
		}
	};
	const start = starts();
	${before}
	parentPort.on('message', ({ id, request }) => {
		const rendered = (text) =>
			parentPort.postMessage({
				kind: 'rendered', id, headers: {}, reads: [], ms: 1, body: { identity: new TextEncoder().encode(text) },
			});
		${around}
		rendered(start + request.url);
	});
	parentPort.postMessage({ kind: 'ready' });
`;

describe('the renderer', () => {
	let folder: string;
	const open: LiveRenderer[] = [];
	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), 'live-'));
	});
	afterEach(async () => {
		vi.useRealTimers();
		await Promise.all(open.splice(0).map((renderer) => renderer.close()));
		await rm(folder, { recursive: true });
	});

	const openRenderer = async (source: string, deadline = 30_000) => {
		await writeFile(join(folder, 'thread.mjs'), source);
		const problems: string[] = [];
		const waited: number[] = [];
		const renderer = createLiveRenderer({
			workerModule: pathToFileURL(join(folder, 'thread.mjs')),
			liveFolder: pathToFileURL(`${folder}/`),
			bundle: { entry: 'x', modules: [], digest: '', keepHeaders: [] },
			deadline,
			onProblem: (message) => problems.push(message),
			backOff: (failures) => {
				waited.push(failures);
				return 0;
			},
		});
		open.push(renderer);
		const render = (url: string, shown = outcome) =>
			renderer
				.render({ url, route: '/', component: 'x', type: 'page' }, shown)
				.then(({ body }) => body.identity.toString())
				.catch((error: unknown) => String(error));
		return { render, problems, waited };
	};

	it('starts its thread with the first page, and keeps it', async () => {
		const { render } = await openRenderer(thread(''));
		expect(await Promise.all(['/a', '/b'].map((url) => render(url)))).toEqual(['1/a', '1/b']);
		expect(await render('/c')).toBe('1/c');
	});

	it('fails only the page under way when the thread does not start, and waits longer each time', async () => {
		const { render, problems, waited } = await openRenderer(
			thread(`if (start < 3) throw new RangeError('not yet');`),
		);
		const failed =
			'LiveRenderError: it ends the thread that renders pages, with RangeError: not yet';
		expect(await Promise.all(['/a', '/b', '/c', '/d'].map((url) => render(url)))).toEqual([
			failed,
			failed,
			'3/c',
			'3/d',
		]);
		expect(waited).toEqual([1, 2]);
		expect(problems).toEqual([
			'pages cannot be rendered while the server runs: it ends the thread that renders pages, with RangeError: not yet',
		]);
	});

	it.each([
		['ends the thread', 'process.exit(7)', 'it ends the thread that renders pages, with 7'],
		[
			'rejects what nobody awaits',
			"Promise.reject(new RangeError('lost')); return;",
			'it ends the thread that renders pages, with RangeError: lost',
		],
		['loops for ever', 'while (true);', 'it takes longer than 300 ms'],
		['never answers', 'return;', 'it takes longer than 300 ms'],
	])('fails only a page that %s', async (_what, does, why) => {
		const isLate = why.includes('longer');
		const { render, problems } = await openRenderer(
			thread('', `if (request.url === '/bad') { ${does} }`),
			300,
		);
		// The deadline passes when it is told to: other pages may take their time.
		vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
		const [first, ...others] = ['/a', '/bad', '/b', '/c'].map((url) => render(url));
		expect(await first).toBe('1/a');
		if (isLate) await vi.advanceTimersByTimeAsync(300);
		expect(await Promise.all(others)).toEqual([`LiveRenderError: ${why}`, '2/b', '2/c']);
		expect(problems).toEqual([]);
	});

	it('does not take for an answer what pages send', async () => {
		const { render } = await openRenderer(
			thread(
				`parentPort.postMessage('ready'); parentPort.postMessage({ kind: 'ready', id: 1 });`,
				`parentPort.postMessage({ kind: 'rendered', id }); parentPort.postMessage({ kind: 'failed', id: id + 1, message: 'x', isFinal: true });`,
			),
		);
		expect(await render('/a')).toBe('1/a');
	});

	it.each([
		['text', 'words', true],
		['an object of lists and numbers', { a: [1, null, { b: true }] }, true],
		['a date', { a: new Date(0) }, true],
		['a function', { a: () => 1 }, false],
		['a URL', { a: new URL('https://example.com') }, false],
		[
			'an object of a class',
			[
				new (class Price {
					readonly amount = 1;
				})(),
			],
			false,
		],
	])('sends %s to its thread, or refuses it by name', async (_what, payload, isSent) => {
		const { render } = await openRenderer(thread(''));
		const one = { payload: deepFreeze(payload), digest: 'x', reason: 'choice' } as const;
		const shown: Outcome = {
			decisions: { experiences: new Map([['one', one]]), groups: new Map() },
			device: 'mobile',
		};
		expect(await render('/a', shown)).toMatch(
			isSent ? /^1\/a$/ : /^LiveRenderError: the payload of one holds a function, or an object/,
		);
	});
});

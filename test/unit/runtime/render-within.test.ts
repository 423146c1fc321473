import { expect, it, vi } from 'vitest';
import { renderWithin } from '../../../integration/src/runtime/render-within.js';

const text = new TextEncoder();

it('gives the whole answer, with its status and headers', async () => {
	const answer = await renderWithin(
		() => Promise.resolve(new Response('whole', { status: 404, headers: { 'x-own': 'yes' } })),
		1_000,
	);
	expect([answer.status, answer.headers.get('x-own'), await answer.text()]).toEqual([
		404,
		'yes',
		'whole',
	]);
});

it('gives an answer without a body as it is', async () => {
	const answer = new Response(null, { status: 204 });
	expect(await renderWithin(() => Promise.resolve(answer), 1_000)).toBe(answer);
});

it('throws what the rendering throws, before its first byte or after it', async () => {
	const error = new Error('of the page');
	const broken = new ReadableStream({
		start(controller) {
			controller.enqueue(text.encode('first'));
		},
		pull(controller) {
			controller.error(error);
		},
	});
	await expect(renderWithin(() => Promise.reject(error), 1_000)).rejects.toBe(error);
	await expect(renderWithin(() => Promise.resolve(new Response(broken)), 1_000)).rejects.toBe(
		error,
	);
});

it('stops a body that goes on for too long', async () => {
	const cancel = vi.fn();
	const endless = new ReadableStream({
		start(controller) {
			controller.enqueue(text.encode('first'));
		},
		cancel,
	});
	await expect(renderWithin(() => Promise.resolve(new Response(endless)), 5)).rejects.toThrow(
		'it took longer than 5 ms',
	);
	expect(cancel).toHaveBeenCalledOnce();
});

it('stops the body of an answer that comes too late', async () => {
	const { promise, resolve } = Promise.withResolvers<Response>();
	await expect(renderWithin(() => promise, 5)).rejects.toThrow('it took longer than 5 ms');
	const stopped = Promise.withResolvers<string>();
	resolve(
		new Response(
			new ReadableStream({
				cancel() {
					stopped.resolve('stopped');
				},
			}),
		),
	);
	expect(await stopped.promise).toBe('stopped');
});

it('is not disturbed by what fails too late', async () => {
	const onRejection = vi.fn();
	process.on('unhandledRejection', onRejection);
	const { promise, reject } = Promise.withResolvers<Response>();
	await expect(renderWithin(() => promise, 5)).rejects.toThrow('it took longer than 5 ms');
	reject(new Error('too late'));
	// Rejections are told of after the microtasks of the turn.
	await new Promise((resolve) => setImmediate(resolve));
	process.off('unhandledRejection', onRejection);
	expect(onRejection).not.toHaveBeenCalled();
});

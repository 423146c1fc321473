/** Why a rendering was given up. */
export class RenderFailure extends Error {}

/**
 * Renders to the last byte, or not at all.
 *
 * @throws what the rendering throws, before its first byte or after it; {@link RenderFailure} after `timeout` milliseconds. What then
 * goes on in the background is told to stop, and its outcome is nobody's.
 */
export async function renderWithin(
	render: () => Promise<Response>,
	timeout: number,
): Promise<Response> {
	const { promise: late, reject } = Promise.withResolvers<never>();
	const timer = setTimeout(() => {
		reject(new RenderFailure(`it took longer than ${timeout} ms`));
	}, timeout);
	let isLate = false;
	let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;

	const readWhole = async (): Promise<Response> => {
		const response = await render();
		if (response.body === null) return response;
		reader = response.body.getReader();
		if (isLate) {
			await reader.cancel();
			return response;
		}
		const chunks: Uint8Array[] = [];
		for (let read = await reader.read(); !read.done; read = await reader.read()) {
			chunks.push(read.value);
		}
		return new Response(Buffer.concat(chunks), response);
	};

	const whole = readWhole();
	try {
		return await Promise.race([whole, late]);
	} finally {
		clearTimeout(timer);
		isLate = true;
		// Both settle later, or have: neither is anybody's then.
		whole.catch(() => undefined);
		reader?.cancel().catch(() => undefined);
	}
}

import { expect, it } from 'vitest';
import { renderFallbacks } from '../../../integration/src/build/render-fallbacks.js';
import type { Rendered } from '../../../integration/src/rendering/rendered.js';
import type { Device } from '../../../integration/src/types.js';

const PAGE = { url: 'https://example.com/live/', route: '/live', component: 'live.astro' };

function rendered(more: Partial<Rendered> = {}): Rendered {
	return {
		status: 200,
		statusText: '',
		headers: new Headers({
			'content-type': 'text/html',
			'x-own': 'yes',
			'cache-control': 'public',
		}),
		bytes: Buffer.from('body'),
		reads: [],
		setsCookie: false,
		ms: 1,
		...more,
	};
}

function run(render: (device: Device) => Rendered | undefined) {
	const asked: Device[] = [];
	const result = renderFallbacks(
		{ pages: [PAGE], warnings: [] },
		{
			render: async (_page, device) => {
				asked.push(device);
				return await Promise.resolve(device).then(render);
			},
		},
		{ add: (bytes) => Promise.resolve(`digest of ${bytes.toString()}`) },
	);
	return { result, asked };
}

it('keeps a default with the headers of the page, without those of caches', async () => {
	const { result, asked } = run(() => rendered());
	expect(await result).toEqual({
		fallbacks: [
			{
				route: '/live',
				variants: [
					{
						reads: [],
						body: 'digest of body',
						headers: { 'content-type': 'text/html', 'x-own': 'yes' },
					},
				],
			},
		],
		warnings: [],
	});
	expect(asked).toEqual(['desktop']);
});

it('keeps one for each device of a page that reads the device', async () => {
	const { result } = run((device) =>
		rendered({ bytes: Buffer.from(device), reads: [{ kind: 'device', name: '', value: device }] }),
	);
	const [fallback] = (await result).fallbacks;
	expect(fallback?.variants.map(({ body, reads }) => [body, reads[0]?.value])).toEqual([
		['digest of desktop', 'desktop'],
		['digest of mobile', 'mobile'],
	]);
});

it('keeps none of a page that does not want one', async () => {
	expect(await run(() => undefined).result).toEqual({ fallbacks: [], warnings: [] });
});

it.each<[string, () => Rendered]>([
	[
		'TypeError: of the page',
		() => {
			throw new Error('TypeError: of the page');
		},
	],
	['it answers 404', () => rendered({ status: 404 })],
	['it sets a cookie', () => rendered({ setsCookie: true })],
	['it is not HTML', () => rendered({ headers: new Headers({ 'content-type': 'text/plain' }) })],
])('warns by name when there is none: %s', async (reason, render) => {
	const { fallbacks, warnings } = await run(render).result;
	expect(fallbacks).toEqual([]);
	expect(warnings).toEqual([
		{
			name: 'FallbackNotMade',
			message: `live.astro exports chooseFallback, but its default cannot be kept: ${reason}. It is rendered without cookies, headers and query, where the site is built.`,
		},
	]);
});

import { expect, it } from 'vitest';
import { ask } from '../../support/ask.js';
import { describeFeature, PRO, testSite, type MatrixRun } from '../../support/matrix.js';
import { notEmpty } from '../../support/not-empty.js';

const IMAGES = { fixture: 'images', varied: ['/'], targets: ['/plain/'] };

/** Addresses of images in the page of a `pro` visitor, and those of everybody's page. */
async function readImages({ varied }: MatrixRun) {
	const [everybody, pro] = await Promise.all([
		ask(varied.url, '/'),
		ask(varied.url, '/', { headers: PRO }),
	]);
	const imagesOf = (text: string) =>
		new Set([...text.matchAll(/\/_astro\/[^"\s,]+/g)].map(([url]) => url));
	return { everybody: imagesOf(everybody.text), pro: imagesOf(pro.text), html: pro.text };
}

async function expectVariantImages(run: MatrixRun): Promise<string> {
	const { everybody, pro, html } = await readImages(run);
	const own = [...pro].filter((url) => !everybody.has(url));
	expect(own.map((url) => url.split('.').at(-1))).toEqual(
		expect.arrayContaining(['avif', 'webp', 'png']),
	);
	for (const url of notEmpty(pro)) {
		const { status, headers, bytes } = await ask(run.varied.url, url);
		expect([status, bytes.length > 0], url).toEqual([200, true]);
		expect(headers['content-type'], url).toMatch(/^image\//);
	}
	return html;
}

describeFeature('URLs and output', '`<Image>` and `<Picture>`', () => {
	testSite(IMAGES, (run) => {
		it('are generated in every size and format that only a variant shows', async () => {
			await expectVariantImages(run());
		});
	});
});

describeFeature('URLs and output', '`image.layout`', () => {
	const config = { image: { layout: 'constrained', responsiveStyles: true } };
	testSite({ ...IMAGES, config }, (run) => {
		it('makes the images responsive that only a variant shows', async () => {
			const html = await expectVariantImages(run());
			expect(html).toMatch(/srcset="[^>]* alt="Express"[^>]*data-astro-image="constrained"/);
		});
	});
});

// Draws every picture of the reference site: node scripts/generate-images.mjs
// The pictures are committed; the same script draws the same pictures.
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { drawLandscape, drawMap } from './images/landscapes.mjs';
import { drawProduct, PRODUCTS } from './images/products.mjs';
import { drawCard, drawFavicon } from './images/brand.mjs';

const root = new URL('../', import.meta.url);

async function save(svg, path, { width, quality = 82 } = {}) {
	const file = fileURLToPath(new URL(path, root));
	await mkdir(dirname(file), { recursive: true });
	const picture = sharp(Buffer.from(svg)).resize(width === undefined ? undefined : { width });
	const encoded = path.endsWith('.png')
		? picture.png({ palette: true })
		: picture.webp({ quality, effort: 6 });
	await encoded.toFile(file);
}

const LANDSCAPES = {
	'src/assets/hero.webp': { width: 1400, height: 1200, seed: 11, mood: 'dawn', runner: true },
	'src/assets/shop.webp': { width: 1400, height: 900, seed: 42, mood: 'day' },
	'src/assets/club.webp': { width: 1400, height: 600, seed: 17, mood: 'dusk', runner: true },
	'src/assets/guide.webp': { width: 1400, height: 600, seed: 29, mood: 'rain' },
	'src/assets/lp/first-fell-race.webp': {
		width: 1400,
		height: 760,
		seed: 3,
		mood: 'day',
		runner: true,
	},
	'src/assets/lp/wet-ground.webp': { width: 1400, height: 760, seed: 8, mood: 'rain' },
	'src/assets/lp/winter-nights.webp': {
		width: 1400,
		height: 760,
		seed: 21,
		mood: 'night',
		runner: true,
	},
	'src/assets/lp/longer-days.webp': { width: 1400, height: 760, seed: 34, mood: 'dusk' },
	'src/assets/lp/coming-back.webp': { width: 1400, height: 760, seed: 55, mood: 'dawn' },
};

for (const [path, options] of Object.entries(LANDSCAPES)) await save(drawLandscape(options), path);
await save(drawMap({ width: 1400, height: 900, seed: 7 }), 'src/assets/map.webp', { quality: 70 });
for (const name of PRODUCTS) {
	await save(drawProduct(name), `src/assets/products/${name}.webp`);
	// What a product feed would point to: the addresses in payloads and structured data.
	await save(drawProduct(name), `public/catalogue/${name}.webp`, { width: 480, quality: 76 });
}
await save(drawCard(), 'public/card.png');
await save(drawFavicon(), 'public/apple-touch-icon.png', { width: 180 });

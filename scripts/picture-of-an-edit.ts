/**
 * Takes the picture of an edit that reaches a running site: `npm run demo`, and then beside it `node scripts/picture-of-an-edit.ts URL`.
 * Edits `choose.seed.json`, waits for the page, and puts the seed back.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { CHROMIUM_ARGS, findChromium } from '../test/support/chromium.ts';

const SEED = new URL('../choose.seed.json', import.meta.url);
const PICTURE = fileURLToPath(new URL('../docs/images/an-edit.webp', import.meta.url));
const BEFORE = 'The shoe from the film';
const AFTER = 'Seen it? Now run it';
const PANEL = { width: 800, height: 450 };
const CAPTION = 64;
const GAP = 24;

const page = `${process.argv[2] ?? 'http://127.0.0.1:4321'}/?utm_source=facebook`;
const browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_ARGS });
const tab = await browser.newPage({ viewport: PANEL });
const seed = await readFile(SEED, 'utf8');
if (!seed.includes(BEFORE)) throw new Error(`choose.seed.json does not say "${BEFORE}".`);
try {
	await tab.goto(page);
	const before = await tab.screenshot();
	await writeFile(SEED, seed.replace(BEFORE, AFTER));
	const start = performance.now();
	while (!(await (await fetch(page)).text()).includes(AFTER)) {
		if (performance.now() - start > 30_000) throw new Error('The edit was not shown within 30 s.');
	}
	const seconds = ((performance.now() - start) / 1_000).toFixed(1);
	await tab.reload();
	const after = await tab.screenshot();
	await compose([
		{ caption: `"headline": "${BEFORE}"`, screen: before },
		{ caption: `"headline": "${AFTER}"`, note: `saved ${seconds} s ago`, screen: after },
	]);
	console.log(`Shown after ${seconds} s: ${PICTURE}`);
} finally {
	await writeFile(SEED, seed);
	await browser.close();
}

interface Panel {
	readonly caption: string;
	readonly note?: string;
	readonly screen: Buffer;
}

async function compose(panels: readonly Panel[]): Promise<void> {
	const layers = panels.flatMap(({ caption, note = '', screen }, index) => {
		const left = index * (PANEL.width + GAP);
		return [
			{ input: captionOf(caption, note), left, top: 0 },
			{ input: screen, left, top: CAPTION },
		];
	});
	const width = panels.length * (PANEL.width + GAP) - GAP;
	const whole = {
		width,
		height: CAPTION + PANEL.height,
		channels: 3,
		background: 'white',
	} as const;
	await sharp({ create: whole }).composite(layers).webp({ quality: 72, effort: 6 }).toFile(PICTURE);
}

function captionOf(text: string, note: string): Buffer {
	const written = text.replaceAll('"', '&quot;');
	return Buffer.from(
		`<svg xmlns="http://www.w3.org/2000/svg" width="${PANEL.width}" height="${CAPTION}">
			<text x="4" y="40" font-family="monospace" font-size="22" fill="#12302a">${written}</text>
			<text x="${PANEL.width - 4}" y="40" text-anchor="end" font-family="sans-serif" font-size="22" fill="#a8380c">${note}</text>
		</svg>`,
	);
}

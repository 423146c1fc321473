/** The mark: a lark over two ridges, in a square of 64. The same drawing is `public/favicon.svg` and in `Logo.astro`. */
const MARK = `<rect width="64" height="64" rx="14" fill="#12302a"/>
	<path d="M6,50 C18,30 26,34 33,41 S48,34 58,50" fill="none" stroke="#f5f1e8" stroke-width="4.5" stroke-linecap="round"/>
	<path d="M14,26 q9,-12 18,0 q9,-12 18,0" fill="none" stroke="#f08a4b" stroke-width="4.5" stroke-linecap="round" stroke-linejoin="round"/>`;

export function drawFavicon() {
	return `<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256" viewBox="0 0 64 64">${MARK}</svg>`;
}

/** The picture that other sites show beside a link, 1200 by 630. */
export function drawCard() {
	return `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630" viewBox="0 0 1200 630">
		<rect width="1200" height="630" fill="#f5f1e8"/>
		<path d="M0,470 C180,340 300,360 430,420 S700,360 850,400 1080,330 1200,380 V630 H0 Z" fill="#5c7f62"/>
		<path d="M0,540 C220,440 360,470 520,500 S840,450 1200,520 V630 H0 Z" fill="#12302a"/>
		<g transform="translate(90 96) scale(2.1)">${MARK}</g>
		<text x="250" y="190" font-family="Avenir Next Condensed, Roboto Condensed, Liberation Sans Narrow, Arial Narrow, sans-serif" font-weight="700" font-size="104" letter-spacing="2" fill="#12302a">LARKFELL</text>
		<text x="94" y="300" font-family="Liberation Sans, Arial, sans-serif" font-size="40" fill="#14201c">Shoes and kit for running on hills</text>
	</svg>`;
}

const PICTURES = {
	'rake-2': () =>
		shoe({
			upper: '#1d4034',
			overlay: '#12302a',
			accent: '#e2622a',
			sole: '#e9e2d0',
			tread: '#12302a',
			lug: 20,
		}),
	'swale-4': () =>
		shoe({
			upper: '#5b7fa0',
			overlay: '#34536f',
			accent: '#f2d8a7',
			sole: '#f4efe3',
			tread: '#34536f',
			lug: 14,
		}),
	hardway: () =>
		shoe({
			upper: '#b9b3a4',
			overlay: '#6c675b',
			accent: '#1d4034',
			sole: '#f4efe3',
			tread: '#4b473e',
			lug: 8,
		}),
	kite: () =>
		shoe({
			upper: '#d8532a',
			overlay: '#9c3210',
			accent: '#fbe6c8',
			sole: '#fff8ea',
			tread: '#3a1608',
			lug: 12,
		}),
	'drift-shell': () => jacket(),
	'hause-8': () => vest(),
	'gill-flask': () => flask(),
	'lantern-400': () => torch(),
};

const GROUNDS = {
	'rake-2': ['#e4e3d3', '#d3d5c1'],
	'swale-4': ['#e3e6e4', '#cbd6da'],
	hardway: ['#ebe6d9', '#dcd4c1'],
	kite: ['#f2e3d3', '#ebd0b8'],
	'drift-shell': ['#e3e6e4', '#cbd6da'],
	'hause-8': ['#ebe6d9', '#dcd4c1'],
	'gill-flask': ['#e4e3d3', '#d3d5c1'],
	'lantern-400': ['#f2e3d3', '#ebd0b8'],
};

export const PRODUCTS = Object.keys(PICTURES);

/** A product on its ground, 900 pixels square. */
export function drawProduct(name) {
	const [light, shade] = GROUNDS[name];
	return `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="900" viewBox="0 0 900 900">
		<rect width="900" height="900" fill="${light}"/>
		<path d="M0,640 C180,600 320,650 470,622 S760,590 900,628 V900 H0 Z" fill="${shade}"/>
		<path d="M0,700 C200,668 330,712 480,690 S770,660 900,690" fill="none" stroke="${light}" stroke-width="3" opacity=".8"/>
		<path d="M0,764 C210,736 340,776 500,756 S780,730 900,756" fill="none" stroke="${light}" stroke-width="3" opacity=".6"/>
		${PICTURES[name]()}
	</svg>`;
}

function shoe({ upper, overlay, accent, sole, tread, lug }) {
	const lugs = Array.from({ length: 17 }, (_, index) => {
		const x = 172 + index * 34;
		const lift = index > 13 ? (index - 13) * 7 : 0;
		return `<path d="M${x},${640 - lift} h24 l-4,${lug + 8} h-16 Z" fill="${tread}"/>`;
	}).join('');
	const laces = [0, 1, 2, 3, 4]
		.map((index) => {
			const [x, y] = [424 + index * 34, 366 + index * 25];
			return `<path d="M${x - 22},${y + 12} Q${x + 4},${y - 16} ${x + 30},${y - 4}" fill="none" stroke="${accent}" stroke-width="9" stroke-linecap="round"/>`;
		})
		.join('');
	return `<ellipse cx="455" cy="672" rx="345" ry="24" fill="#000" opacity=".13"/>
		${lugs}
		<path d="M148,576 C160,566 300,590 450,590 S720,572 762,560 C784,578 776,612 744,624 C700,640 640,644 560,644 H200 C160,644 140,612 148,576 Z" fill="${sole}"/>
		<path d="M156,612 C300,628 620,630 768,590 C766,606 758,618 744,624 C700,640 640,644 560,644 H200 C176,644 162,632 156,612 Z" fill="${tread}" opacity=".9"/>
		<path d="M156,580 C138,500 140,420 160,352 C166,328 200,318 218,340 C240,392 318,404 356,372 L392,316 C402,300 430,302 440,322 C476,396 552,452 640,478 C712,500 756,520 766,562 C640,600 300,604 156,580 Z" fill="${upper}"/>
		<path d="M356,372 L392,316 C402,300 430,302 440,322 L452,346 C430,372 400,396 372,410 C352,404 346,388 356,372 Z" fill="${overlay}"/>
		<path d="M156,580 C138,500 140,420 160,352 C166,328 200,318 218,340 C228,362 246,378 268,386 C236,430 236,520 272,592 C230,590 190,586 156,580 Z" fill="${overlay}"/>
		<path d="M640,478 C712,500 756,520 766,562 C724,574 668,583 606,588 C596,546 606,506 640,478 Z" fill="${overlay}"/>
		<path d="M278,556 C312,474 350,462 390,512 S468,566 520,520 566,500 598,528" fill="none" stroke="${accent}" stroke-width="13" stroke-linecap="round"/>
		<path d="M322,574 C346,530 366,526 394,556 S470,600 528,558" fill="none" stroke="${accent}" stroke-width="8" stroke-linecap="round" opacity=".6"/>
		${laces}
		<path d="M168,350 C160,330 166,308 186,306" fill="none" stroke="${accent}" stroke-width="10" stroke-linecap="round"/>`;
}

function jacket() {
	return `<ellipse cx="450" cy="760" rx="230" ry="20" fill="#000" opacity=".12"/>
		<path d="M330,250 C250,270 220,330 204,430 L168,650 C166,672 232,692 244,672 L300,470 Z" fill="#d06a2c"/>
		<path d="M570,250 C650,270 680,330 696,430 L732,650 C734,672 668,692 656,672 L600,470 Z" fill="#d06a2c"/>
		<path d="M330,250 C380,226 520,226 570,250 C604,290 612,420 610,744 C560,764 340,764 290,744 C288,420 296,290 330,250 Z" fill="#e07a37"/>
		<path d="M452,240 C520,232 560,240 570,250 C604,290 612,420 610,744 C580,756 520,760 452,760 Z" fill="#d06a2c" opacity=".55"/>
		<path d="M352,262 C336,200 372,136 450,134 C528,136 564,200 548,262 C520,300 380,300 352,262 Z" fill="#c15c22"/>
		<path d="M384,258 C374,212 400,176 450,174 C500,176 526,212 516,258 C496,284 404,284 384,258 Z" fill="#5a2409"/>
		<path d="M450,282 V758" stroke="#5a2409" stroke-width="6"/>
		<rect x="443" y="300" width="14" height="30" rx="5" fill="#f7e4c9"/>
		<path d="M326,560 L408,600" stroke="#5a2409" stroke-width="6" stroke-linecap="round"/>
		<path d="M574,560 L492,600" stroke="#5a2409" stroke-width="6" stroke-linecap="round"/>
		<path d="M498,360 q24,-22 48,0 q-24,-8 -48,0" fill="#f7e4c9"/>
		<path d="M290,716 C350,734 550,734 610,716" fill="none" stroke="#5a2409" stroke-width="5" opacity=".55"/>`;
}

function vest() {
	const side = (mirror) => `<g ${mirror ? 'transform="translate(900 0) scale(-1 1)"' : ''}>
		<path d="M318,170 C270,210 256,330 268,430 L286,690 C300,726 420,730 432,690 L432,420 C420,340 392,250 378,176 C362,156 334,156 318,170 Z" fill="#25435a"/>
		<path d="M300,430 C300,404 404,404 408,430 L412,640 C412,664 308,664 304,640 Z" fill="#33597a"/>
		<path d="M318,300 h66 c10,0 14,8 14,16 v150 c0,12 -10,18 -20,18 h-54 c-10,0 -20,-6 -20,-18 v-150 c0,-8 4,-16 14,-16 Z" fill="#dfeae8" opacity=".94"/>
		<path d="M336,300 v-34 h30 v34 Z" fill="#e2622a"/><rect x="343" y="246" width="16" height="22" rx="5" fill="#f7e4c9"/>
		<path d="M304,470 C330,486 384,486 408,470" fill="none" stroke="#12242f" stroke-width="6"/>
		<path d="M286,560 H424" stroke="#12242f" stroke-width="5" opacity=".5"/>
	</g>`;
	return `<ellipse cx="450" cy="752" rx="220" ry="20" fill="#000" opacity=".12"/>
		<path d="M352,168 C400,130 500,130 548,168 L560,300 C520,330 380,330 340,300 Z" fill="#1a3041"/>
		<path d="M404,166 q46,-44 92,0" fill="none" stroke="#e2622a" stroke-width="12" stroke-linecap="round"/>
		${side(false)}${side(true)}
		<path d="M424,520 H476" stroke="#12242f" stroke-width="12"/><rect x="436" y="506" width="28" height="28" rx="6" fill="#e2622a"/>
		<path d="M424,618 H476" stroke="#12242f" stroke-width="12"/><rect x="436" y="604" width="28" height="28" rx="6" fill="#e2622a"/>`;
}

function flask() {
	return `<ellipse cx="450" cy="762" rx="150" ry="18" fill="#000" opacity=".13"/>
		<path d="M374,330 C330,352 326,420 330,500 C332,580 322,640 334,712 C340,756 560,756 566,712 C578,640 568,580 570,500 C574,420 570,352 526,330 Z" fill="#c8dede"/>
		<path d="M333,520 C380,506 420,534 470,520 S540,510 569,520 C568,590 577,645 566,712 C560,756 340,756 334,712 C324,650 332,590 333,520 Z" fill="#8fb8bd"/>
		<path d="M374,330 C350,342 340,372 336,410 C360,380 380,372 392,330 Z" fill="#fff" opacity=".6"/>
		<rect x="372" y="276" width="156" height="62" rx="14" fill="#1d4034"/>
		<path d="M392,276 v62 M416,276 v62 M440,276 v62 M464,276 v62 M488,276 v62 M510,276 v62" stroke="#12302a" stroke-width="5"/>
		<path d="M412,276 C410,236 428,220 450,220 C472,220 490,236 488,276 Z" fill="#e2622a"/>
		<rect x="434" y="170" width="32" height="58" rx="14" fill="#f2b083"/>
		<path d="M500,600 h34 M488,640 h46 M500,680 h34" stroke="#1d4034" stroke-width="6" stroke-linecap="round" opacity=".7"/>
		<path d="M372,600 q36,-34 72,0 q-36,-12 -72,0" fill="#1d4034"/>`;
}

function torch() {
	return `<ellipse cx="450" cy="700" rx="260" ry="20" fill="#000" opacity=".12"/>
		<path d="M190,470 C190,300 330,230 450,230 S710,300 710,470" fill="none" stroke="#1d4034" stroke-width="54"/>
		<path d="M190,470 C190,300 330,230 450,230 S710,300 710,470" fill="none" stroke="#e2622a" stroke-width="8" stroke-dasharray="26 16"/>
		<path d="M190,470 C196,600 330,664 450,664 S704,600 710,470" fill="none" stroke="#12302a" stroke-width="54"/>
		<rect x="312" y="540" width="276" height="150" rx="42" fill="#2b2f2c"/>
		<rect x="330" y="556" width="240" height="118" rx="32" fill="#3c423e"/>
		<circle cx="404" cy="615" r="46" fill="#14201c"/><circle cx="404" cy="615" r="36" fill="#fff3cf"/><circle cx="404" cy="615" r="17" fill="#fffdf4"/>
		<circle cx="500" cy="615" r="34" fill="#14201c"/><circle cx="500" cy="615" r="25" fill="#ffe3a1"/>
		<rect x="420" y="528" width="70" height="18" rx="9" fill="#e2622a"/>`;
}

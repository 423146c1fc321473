import { createProfile, createRandom, round } from './random.mjs';

/** Sky from top to horizon, hills from far to near, and the disc of the sun or moon. */
const MOODS = {
	dawn: {
		sky: ['#f3d9b8', '#f0b98a', '#e79a6c'],
		hills: ['#c98a6f', '#94705f', '#5d5a4e', '#31473d', '#12302a'],
		disc: '#fff1d6',
	},
	day: {
		sky: ['#bcd3d6', '#d8e2da', '#efe9d8'],
		hills: ['#a9bdb2', '#829f8b', '#5c7f62', '#3c6048', '#1d4034'],
		disc: '#fffaf0',
	},
	rain: {
		sky: ['#6f8088', '#8f9c9f', '#b4bab6'],
		hills: ['#93a09f', '#758784', '#56706a', '#3a564f', '#1c3a34'],
		disc: undefined,
	},
	dusk: {
		sky: ['#3c4a63', '#8a6c7d', '#e0a17c'],
		hills: ['#8d6a72', '#64546a', '#454560', '#2a3550', '#16233a'],
		disc: '#ffdcae',
	},
	night: {
		sky: ['#0c1626', '#152740', '#27405a'],
		hills: ['#24405a', '#1c344c', '#15293d', '#0f1f2f', '#091521'],
		disc: '#e9eef0',
	},
};

/** Hills behind hills. With `runner`, somebody runs along the nearest ridge but one. */
export function drawLandscape({ width, height, seed, mood, runner = false }) {
	const random = createRandom(seed);
	const { sky, hills, disc } = MOODS[mood];
	const layers = hills.map((color, index) => {
		const profile = createProfile(random, { waves: 4 + index, roughness: 0.48 });
		const base = height * (0.46 + index * 0.125);
		const swing = height * (0.15 - index * 0.012);
		return { color, top: (x) => base - profile(x / width) * swing };
	});
	const ridge = layers[3];
	const x = width * 0.62;
	const scale = height / 640;
	return svg(
		width,
		height,
		`<defs><linearGradient id="sky" x2="0" y2="1">${sky
			.map((color, index) => `<stop offset="${index * 0.36}" stop-color="${color}"/>`)
			.join('')}</linearGradient>
		<linearGradient id="mist" x2="0" y2="1"><stop stop-color="${sky[2]}" stop-opacity="0"/><stop offset="1" stop-color="${sky[2]}" stop-opacity=".34"/></linearGradient></defs>
		<rect width="${width}" height="${height}" fill="url(#sky)"/>
		${mood === 'night' ? drawStars(random, width, height) : ''}
		${disc ? `<circle cx="${width * 0.72}" cy="${height * 0.27}" r="${height * (mood === 'night' ? 0.05 : 0.085)}" fill="${disc}" opacity=".92"/>` : ''}
		${layers
			.map(
				({ color, top }, index) =>
					`<path d="${hillPath(top, width, height)}" fill="${color}"/>${index < 3 ? `<path d="${hillPath(top, width, height)}" fill="url(#mist)"/>` : ''}${
						index === 4 ? drawContours(top, width, height, sky[2]) : ''
					}${index === 3 && runner ? drawRunner(x, ridge.top(x), scale, hills[4], mood === 'night') : ''}`,
			)
			.join('')}
		${mood === 'rain' ? drawRain(random, width, height) : ''}`,
	);
}

/** A piece of map: contour lines, a tarn, and a route. */
export function drawMap({ width, height, seed }) {
	const random = createRandom(seed);
	const summits = Array.from({ length: 7 }, () => ({
		x: random() * width,
		y: random() * height,
		radius: 130 + random() * 190,
		height: 0.55 + random() * 0.7,
	}));
	const elevation = (x, y) =>
		summits.reduce(
			(sum, summit) =>
				sum +
				summit.height *
					Math.exp(-((x - summit.x) ** 2 + (y - summit.y) ** 2) / (2 * summit.radius ** 2)),
			0,
		);
	const lines = Array.from({ length: 30 }, (_, index) => {
		const major = index % 5 === 0;
		return `<path d="${isoline(elevation, 0.12 + index * 0.065, width, height)}" fill="none" stroke="#a5673d" stroke-opacity="${major ? 0.75 : 0.42}" stroke-width="${major ? 2.6 : 1.3}"/>`;
	});
	const [start, second, third, end] = [...summits].sort((a, b) => a.x - b.x).slice(1, 5);
	return svg(
		width,
		height,
		`<rect width="${width}" height="${height}" fill="#efe8d6"/>
		<ellipse cx="${width * 0.66}" cy="${height * 0.2}" rx="104" ry="40" transform="rotate(38 ${width * 0.66} ${height * 0.2})" fill="#a9c3c4" stroke="#6d9497" stroke-width="2"/>
		${lines.join('')}
		<path d="M${start.x},${start.y} C${start.x + 120},${start.y - 90} ${second.x - 90},${second.y + 80} ${second.x},${second.y} S${third.x - 120},${third.y - 60} ${third.x},${third.y} S${end.x - 100},${end.y + 70} ${end.x},${end.y}" fill="none" stroke="#b23a0e" stroke-width="7" stroke-linecap="round" stroke-dasharray="2 18"/>
		<circle cx="${start.x}" cy="${start.y}" r="13" fill="#efe8d6" stroke="#b23a0e" stroke-width="6"/>
		<circle cx="${end.x}" cy="${end.y}" r="13" fill="#b23a0e"/>`,
	);
}

/** Lines of one height, by marching squares. */
function isoline(elevation, level, width, height) {
	const step = 10;
	const segments = [];
	for (let y = 0; y < height; y += step) {
		for (let x = 0; x < width; x += step) {
			const corners = [
				[x, y],
				[x + step, y],
				[x + step, y + step],
				[x, y + step],
			];
			const crossings = corners.flatMap((from, index) => {
				const to = corners[(index + 1) % 4];
				const [a, b] = [elevation(...from) - level, elevation(...to) - level];
				if (a > 0 === b > 0) return [];
				const share = a / (a - b);
				return [
					`${round(from[0] + (to[0] - from[0]) * share)},${round(from[1] + (to[1] - from[1]) * share)}`,
				];
			});
			for (let index = 0; index + 1 < crossings.length; index += 2)
				segments.push(`M${crossings[index]}L${crossings[index + 1]}`);
		}
	}
	return segments.join('');
}

function hillPath(top, width, height) {
	return `M0,${height}L${topLine(top, width)}L${width},${height}Z`;
}

function topLine(top, width, drop = 0) {
	const points = [];
	for (let x = 0; x <= width; x += 8) points.push(`${x},${round(top(x) + drop)}`);
	return points.join('L');
}

function drawContours(top, width, height, color) {
	return Array.from({ length: 7 }, (_, index) => {
		const drop = 26 + index * (height / 30) * (1 + index * 0.12);
		const flat = (x) => top(x) * (1 - index * 0.035) + top(width / 2) * index * 0.035;
		return `<path d="M${topLine(flat, width, drop)}" fill="none" stroke="${color}" stroke-opacity="${0.24 - index * 0.024}" stroke-width="2"/>`;
	}).join('');
}

function drawStars(random, width, height) {
	return Array.from(
		{ length: 120 },
		() =>
			`<circle cx="${round(random() * width)}" cy="${round(random() * height * 0.5)}" r="${round(0.6 + random() * 1.3)}" fill="#fff" opacity="${round(0.3 + random() * 0.6)}"/>`,
	).join('');
}

function drawRain(random, width, height) {
	return Array.from({ length: 260 }, () => {
		const [x, y, length] = [random() * width * 1.1, random() * height, 18 + random() * 40];
		return `<path d="M${round(x)},${round(y)}l${round(-length * 0.28)},${round(length)}" stroke="#eef2f0" stroke-opacity=".28" stroke-width="1.6"/>`;
	}).join('');
}

function drawRunner(x, y, scale, color, torch) {
	const limb = (d, stroke) =>
		`<path d="${d}" fill="none" stroke="${color}" stroke-width="${stroke}" stroke-linecap="round" stroke-linejoin="round"/>`;
	return `<g transform="translate(${round(x)} ${round(y - 2)}) scale(${round(scale * 10) / 10})">
		${torch ? '<defs><linearGradient id="beam"><stop stop-color="#ffe9b8" stop-opacity=".5"/><stop offset="1" stop-color="#ffe9b8" stop-opacity="0"/></linearGradient></defs><path d="M13,-58 L190,-100 V0 Z" fill="url(#beam)"/><circle cx="12" cy="-58" r="3.4" fill="#fff6dc"/>' : ''}
		<circle cx="7" cy="-58" r="6.2" fill="${color}"/>
		${limb('M4,-49 L-3,-29', 10)}
		${limb('M-3,-29 L10,-20 L4,-2 L10,-1', 5.4)}
		${limb('M-3,-29 L-9,-14 L-23,-15 L-25,-10', 5.2)}
		${limb('M4,-48 L-8,-42 L-14,-32', 4)}
		${limb('M4,-48 L12,-39 L21,-43', 4)}
	</g>`;
}

function svg(width, height, content) {
	return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${content}</svg>`;
}

/** Numbers between 0 and 1, always the same for the same seed (mulberry32). */
export function createRandom(seed) {
	let state = seed * 0x9e3779b9;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** A smooth curve over 0 to 1 that looks like the top of a hill: a few waves, each half as high as the one before. */
export function createProfile(random, { waves = 5, roughness = 0.5 } = {}) {
	const parts = Array.from({ length: waves }, (_, index) => ({
		frequency: 1.1 * 1.9 ** index,
		phase: random() * Math.PI * 2,
		height: roughness ** index,
	}));
	const total = parts.reduce((sum, part) => sum + part.height, 0);
	return (x) =>
		parts.reduce(
			(sum, { frequency, phase, height }) =>
				sum + height * Math.sin(x * frequency * Math.PI * 2 * 0.7 + phase),
			0,
		) / total;
}

export function round(number) {
	return Math.round(number * 10) / 10;
}

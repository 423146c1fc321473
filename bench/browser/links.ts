/** A throttled link, as Chromium's `Network.emulateNetworkConditions` makes one, and what is at its end. */
export interface Link {
	/** As ratios name it. */
	readonly name: 'fast-3g' | 'cable';
	readonly title: string;
	readonly device: Device;
	/** Megabits a second. */
	readonly down: number;
	readonly up: number;
	/** Milliseconds that are added to every request. */
	readonly latency: number;
	/** How often each contender is visited: oftener where a frame, of 17 ms, is a large part of what is measured. */
	readonly rounds: number;
}

export type Device = 'desktop' | 'mobile';

/** With the rates and the round trips of WebPageTest's links of these names. */
export const LINKS: readonly Link[] = [
	{
		name: 'fast-3g',
		title: 'A phone on fast 3G',
		device: 'mobile',
		down: 1.6,
		up: 0.75,
		latency: 150,
		rounds: 10,
	},
	{
		name: 'cable',
		title: 'A desktop on cable',
		device: 'desktop',
		down: 5,
		up: 1,
		latency: 28,
		rounds: 12,
	},
];

export function describeLink({ title, down, up, latency }: Link): string {
	return `${title}: ${down} Mbit/s down, ${up} Mbit/s up, ${latency} ms a request`;
}

/** The parameters of `Network.emulateNetworkConditions`, which counts in bytes a second. */
export function networkConditions({ down, up, latency }: Link) {
	const bytesPerMegabit = 1e6 / 8;
	return {
		offline: false,
		latency,
		downloadThroughput: down * bytesPerMegabit,
		uploadThroughput: up * bytesPerMegabit,
	};
}

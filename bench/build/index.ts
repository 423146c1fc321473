import { atMost, format, type Part } from '../frame/part.ts';
import { median } from '../statistics.ts';
import { measureBuild } from './measure-build.ts';

export const build: Part = {
	name: 'build',
	title: 'Building',
	about: 'Pages of 30 KB with one more variant for each of eight segments; all of one build.',
	async measure(effort) {
		const isShort = effort === 'short';
		const builds = [];
		for (let round = 0; round < (isShort ? 1 : 3); round++)
			builds.push(await measureBuild(isShort ? 50 : 500));
		const ratio = median(
			builds.map(({ extraVariantMs, plainPageMs }) => extraVariantMs / plainPageMs),
		);
		return {
			figures: builds,
			ratios: { 'build/extra-variant-per-plain-page': ratio },
			tables: [
				{
					title: 'Milliseconds',
					columns: ['', 'a plain page', 'one more variant'],
					rows: builds.map(({ plainPageMs, extraVariantMs }, round) => [
						`build ${round + 1}`,
						format(plainPageMs),
						format(extraVariantMs),
					]),
				},
			],
			goals: [atMost('one more variant / a plain page', ratio, 0.6)],
		};
	},
};

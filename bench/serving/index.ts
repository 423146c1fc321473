import { atLeast, format, type Part } from '../frame/part.ts';
import { measureServing, type Served } from './measure-serving.ts';

export const serving: Part = {
	name: 'serving',
	title: 'Serving',
	about:
		'One page of 30 KB, asked for by 32 connections, each contender in a process of its own on a core of its own, round after round.',
	async measure(effort) {
		const isShort = effort === 'short';
		const served = await measureServing(isShort ? 1 : 5, isShort ? 1 : 5);
		const rate = (name: string) =>
			served.find((one) => one.name === name)?.load.requestsPerSecond ?? Number.NaN;
		return {
			figures: served,
			ratios: {
				'variant/astro-static': rate('variant') / rate('astro-static'),
				'variant/bare-node': rate('variant') / rate('bare-node'),
				'variant-br/variant': rate('variant-br') / rate('variant'),
				'default/astro-static': rate('default') / rate('astro-static'),
			},
			tables: [
				{
					title: 'Requests per second',
					columns: ['', 'median', 'rounds', 'p50', 'p99'],
					rows: served.map(toRow),
				},
			],
			goals: [
				atLeast('variant / @astrojs/node static', rate('variant') / rate('astro-static'), 5),
				atLeast('variant / bare node:http', rate('variant') / rate('bare-node'), 0.9),
			],
		};
	},
};

function toRow({ name, load, spread: [slowest, fastest] }: Served): readonly string[] {
	return [
		name,
		format(load.requestsPerSecond),
		`${format(slowest)}–${format(fastest)}`,
		`${format(load.p50)} ms`,
		`${format(load.p99)} ms`,
	];
}

import { median } from '../statistics.ts';
import type { ChooseCalls } from './choose-calls.ts';
import type { Outage } from './outage.ts';
import type { TimeToVisitor } from './time-to-visitor.ts';
import type { UnderChange } from './under-change.ts';

/** A heading, and a line for each figure with its goal. */
type Lines = readonly string[];

export function describeVisitor({ byInterval, byPush, byPushOfAll }: TimeToVisitor): Lines {
	return [
		'From an edit to the first visitor who sees it',
		line('maxAge: 1', describeTimes(byInterval), 'goal: under 3,000 ms'),
		line('by push', describeTimes(byPush), 'goal: under 1,000 ms'),
		line('  of all at once', describeTimes(byPushOfAll), '20 segments × devices, 6 pages'),
	];
}

function describeTimes(times: readonly (number | null)[]): string {
	const seen = times.filter((time) => time !== null);
	const missed = times.length - seen.length;
	const figures = `median ${ms(median(seen))}, worst ${ms(Math.max(...seen))} of ${times.length}`;
	return missed === 0 ? figures : `${figures}, ${missed} NEVER SEEN`;
}

export function describeChange(change: UnderChange): Lines {
	const { requests, quietP99, changingP99, pushes, editionsSeen } = change;
	return [
		`Latency while all audiences change at once (${count(requests)} requests, ${pushes} pushes)`,
		line('p99 quiet', quietP99.map(ms).join(', '), `median ${ms(median(quietP99))}`),
		line('p99 changing', changingP99.map(ms).join(', '), `median ${ms(median(changingP99))}`),
		line('changing / quiet', change.ratio.toFixed(2), 'goal: at most 2'),
		line('slowest', ms(change.slowest), `a call to Choose takes ${change.chooseLatency} ms`),
		line('sent late', `p99 ${ms(change.lateP99)}`, 'the load generator, not the server'),
		line('changes seen', `${editionsSeen} of ${pushes}`, 'goal: all'),
	];
}

export function describeCalls(calls: readonly ChooseCalls[]): Lines {
	const most = Math.max(...calls.map(({ callsPerMinute }) => callsPerMinute));
	const least = Math.min(...calls.map(({ callsPerMinute }) => callsPerMinute));
	return [
		'Calls to Choose a minute, 20 segments × devices, maxAge 5',
		...calls.map(({ rate, callsPerMinute }) =>
			line(`${count(rate)} requests/s`, `${count(callsPerMinute)} calls/min`, ''),
		),
		line('most / least', (most / least).toFixed(2), 'goal: the same'),
	];
}

export function describeOutage(outage: Outage): Lines {
	const { requests, seconds, audiences, right, defaults, errors, p99, slowest, lateP99 } = outage;
	const kinds = Object.entries(errors);
	const failed = kinds.reduce((total, [, each]) => total + each, 0);
	return [
		`${count(requests)} requests of ${audiences} audiences during an outage of ${seconds} s`,
		line('as decided before', count(right), 'goal: all'),
		line('defaults', count(defaults), 'goal: 0'),
		line('errors', count(failed), 'goal: 0'),
		...kinds.slice(0, 5).map(([kind, each]) => line(`  ${count(each)} ×`, kind, '')),
		line('latency', `p99 ${ms(p99)}, slowest ${ms(slowest)}`, `sent up to ${ms(lateP99)} late`),
	];
}

function line(name: string, figures: string, remark: string): string {
	return `${name.padEnd(18)} ${figures}${remark === '' ? '' : `  (${remark})`}`;
}

function ms(value: number): string {
	return `${value < 100 ? value.toFixed(1) : count(value)} ms`;
}

function count(value: number): string {
	return Math.round(value).toLocaleString('en');
}

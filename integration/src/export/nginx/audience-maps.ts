import { audienceKey } from '../../audience/audience-key.js';
import { aliasOfKey } from '../../audience/audience.js';
import { MOBILE_USER_AGENT } from '../../audience/device-rule.js';
import { DEVICES } from '../../constants.js';
import type { EdgeManifest } from '../../edge/edge-manifest.js';
import type { Device } from '../../types.js';
import { compileGlobToRegex } from './pattern-regex.js';
import type { RuleCompiler } from './rule-maps.js';
import { quoteRegex, quoteText, type MapEntry, type MapWriter } from './syntax.js';

/** How a device is written in keys: `d` or `m`. */
export const DEVICE_LETTER: Readonly<Record<Device, string>> = { desktop: 'd', mobile: 'm' };

/** One segment's variables: `1` or `0` each. */
export interface SegmentVariables {
	/** Its position in the manifest. */
	readonly at: number;
	/** Matched on this request. */
	readonly matched: string;
	/** Kept from an earlier request and not matched on this one; undefined: it is not persisted. */
	readonly kept: string | undefined;
}

/** Audiences that are named in `Server-Timing` at most. */
const MOST_ALIASES = 4_096;

/** Adds `$choose_device`: `d` or `m`. */
export function addDeviceMap(maps: MapWriter, device: EdgeManifest['device']): void {
	const name = device === null ? 'device' : 'device_by_agent';
	maps.add(name, '$http_user_agent', [
		['default', 'd'],
		[`"~*${MOBILE_USER_AGENT.source}"`, 'm'],
	]);
	if (device === null) return;
	const escaped = device.mobile.map((value) => value.replace(/[*?[\]{}\\]/g, '\\$&'));
	const mobile = escaped
		.flatMap((value) => compileGlobToRegex(value, { writing: 'raw', ignoreCase: true }))
		.map((regex): MapEntry => [quoteRegex(`^${regex}`), 'm']);
	maps.add('device', `$http_${device.header.toLowerCase().replaceAll('-', '_')}`, [
		['""', '$choose_device_by_agent'],
		['default', 'd'],
		...mobile,
	]);
}

/** Adds what tells for each segment whether the visitor is in it; the one that everybody matches has none. */
export function addSegmentMaps(
	maps: MapWriter,
	manifest: EdgeManifest,
	compile: RuleCompiler,
	keptOf: (at: number) => string | undefined,
): SegmentVariables[] {
	return manifest.segments.flatMap(({ when }, at) => {
		if (when === undefined) return [];
		const matched = compile(when);
		const cookie = keptOf(at);
		const kept =
			cookie &&
			maps.add(`kept_${at + 1}`, `"${matched}${cookie}"`, [
				['default', '0'],
				['"01"', '1'],
			]);
		return [{ at, matched, kept }];
	});
}

/** Adds `$choose_alias`, what `Server-Timing` says of each audience; empty where there are too many to name. */
export function addAliasMap(
	maps: MapWriter,
	{ segments }: EdgeManifest,
	variables: readonly SegmentVariables[],
): void {
	const states: { key: string; matched: number[]; kept: number[] }[] = [
		{ key: '', matched: [], kept: [] },
	];
	for (const { at, kept } of variables) {
		const before = states.splice(0);
		if (before.length * (kept === undefined ? 2 : 3) * DEVICES.length > MOST_ALIASES) {
			addNone(maps);
			return;
		}
		for (const state of before) {
			const { key } = state;
			const off = kept === undefined ? '0' : '00';
			states.push({ ...state, key: key + off });
			const on = kept === undefined ? '1' : '10';
			states.push({ ...state, key: key + on, matched: [...state.matched, at] });
			if (kept !== undefined) states.push({ ...state, key: `${key}01`, kept: [...state.kept, at] });
		}
	}
	const catchAll = segments.flatMap(({ when }, at) => (when === undefined ? [at] : []));
	const entries = DEVICES.flatMap((device) =>
		states.map(({ key, matched, kept }): MapEntry => {
			const names = [...matched, ...kept, ...catchAll].flatMap((at) => segments[at] ?? []);
			return [
				`"${DEVICE_LETTER[device]}${key}"`,
				quoteText(aliasOfKey(audienceKey(names, device))),
			];
		}),
	);
	const bits = variables.map(({ matched, kept = '' }) => matched + kept).join('');
	maps.add('alias', `"$choose_device${bits}"`, [['default', '""'], ...entries]);
}

function addNone(maps: MapWriter): void {
	maps.add('alias', '""', [['default', '""']]);
}

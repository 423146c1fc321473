import { createSealer } from '../../../integration/src/audience/sealing.js';
import { SEGMENT_COOKIE } from '../../../integration/src/constants.js';
import type { ConformanceCase } from '../case-types.js';
import { shownOn } from '../describe-page.js';
import { SECRET } from '../engines/node-entry.js';
import { NOBODY, SOCIAL, VISITORS } from '../visitors.js';
import { changeOne } from './visits.js';

const part = 'A sealed cookie';
const inSeconds = (seconds: number) => Math.floor(Date.now() / 1_000) + seconds;
const seal = (kept: unknown, secret = SECRET) =>
	`${SEGMENT_COOKIE}=${createSealer(secret, SEGMENT_COOKIE).seal(JSON.stringify(kept))}`;

type Sealed = readonly [title: string, write: () => string];

const FORGED: readonly Sealed[] = [
	['that expired', () => seal({ social: inSeconds(-1) })],
	['for a segment that is not declared', () => seal({ other: inSeconds(600) })],
	['for a segment that is not persisted', () => seal({ pro: inSeconds(600) })],
	['of another secret', () => seal({ social: inSeconds(600) }, 'another '.repeat(5))],
	['of another shape', () => seal(['social'])],
	['that is no JSON', () => seal('social')],
	['with a changed character', () => changeOne(seal({ social: inSeconds(600) }))],
	['that is cut short', () => seal({ social: inSeconds(600) }).slice(0, -8)],
];

/** Cookies that are sealed here, with the secret of the site, and not by the engine. */
export const sealedCases: readonly ConformanceCase[] = [
	{
		part,
		title: 'of another engine of the site is opened',
		expected: { status: 200, shows: VISITORS.social.home },
		async observe(site) {
			const headers = { cookie: seal({ social: inSeconds(600) }) };
			const { status, text } = await site.ask('/', { headers });
			return { status, shows: shownOn(text) };
		},
	},
	{
		part,
		title: 'that has aged is given again',
		expected: { status: 200, shows: VISITORS.social.home, cookies: 1 },
		async observe(site) {
			const asked = { headers: { cookie: seal({ social: inSeconds(600) }) } };
			const { status, text, headers } = await site.ask(`/${SOCIAL}`, asked);
			return { status, shows: shownOn(text), cookies: headers['set-cookie']?.length ?? 0 };
		},
	},
	...FORGED.map(([title, write]): ConformanceCase => ({
		part,
		title: `${title} is none`,
		expected: { status: 200, shows: NOBODY, cookies: 0 },
		async observe(site) {
			const { status, text, headers } = await site.ask('/', { headers: { cookie: write() } });
			return { status, shows: shownOn(text), cookies: headers['set-cookie']?.length ?? 0 };
		},
	})),
];

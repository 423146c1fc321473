import { describe, expect, it } from 'vitest';
import { createDeviceRule, deviceOfUserAgent } from '../../../integration/src/audience/device.js';
import { factsOf } from '../../support/facts.js';

const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)';
const IPHONE =
	'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';
const WINDOWS = `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/140.0.0.0 Safari/537.36`;

describe('the device class of a user agent', () => {
	it.each([
		['Safari on an iPhone', IPHONE],
		['Safari on an iPad that says so', IPHONE.replace('iPhone;', 'iPad;')],
		['Safari on an iPod', IPHONE.replace('iPhone;', 'iPod touch;')],
		[
			'Chrome on an Android phone',
			`Mozilla/5.0 (Linux; Android 10; K) ${WEBKIT} Chrome/140.0.0.0 Mobile Safari/537.36`,
		],
		[
			'Chrome on an Android tablet',
			`Mozilla/5.0 (Linux; Android 13; SM-X906C) ${WEBKIT} Chrome/140.0.0.0 Safari/537.36`,
		],
		['Firefox on Android', 'Mozilla/5.0 (Android 15; Mobile; rv:143.0) Gecko/143.0 Firefox/143.0'],
		[
			'Googlebot for phones',
			`Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) ${WEBKIT} Chrome/140.0.0.0 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)`,
		],
		[
			'webOS',
			'Mozilla/5.0 (webOS/1.4.0; U; en-US) AppleWebKit/532.2 Version/1.0 Safari/532.2 Pre/1.1',
		],
		[
			'BlackBerry',
			'Mozilla/5.0 (BlackBerry; U; BlackBerry 9900; en) AppleWebKit/534.11+ Version/7.1.0.346 Mobile Safari/534.11+',
		],
		[
			'IEMobile',
			'Mozilla/5.0 (compatible; MSIE 9.0; Windows Phone OS 7.5; Trident/5.0; IEMobile/9.0)',
		],
		[
			'Opera Mini',
			'Opera/9.80 (J2ME/MIDP; Opera Mini/9.80 (S60; SymbOS; Opera Mobi/23.348; U; en) Presto/2.5.25 Version/10.54',
		],
		['another case', 'ANDROID'],
	])('is mobile for %s', (_browser, userAgent) => {
		expect(deviceOfUserAgent(userAgent)).toBe('mobile');
	});

	it.each([
		['Chrome on Windows', WINDOWS],
		[
			'Safari on a Mac, or on an iPad that asks for desktop sites',
			`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15`,
		],
		['Firefox on Linux', 'Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0'],
		[
			'Chrome OS',
			`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${WEBKIT} Chrome/140.0.0.0 Safari/537.36`,
		],
		['Googlebot', 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'],
		['Firefox OS, which says only Mobile', 'Mozilla/5.0 (Mobile; rv:26.0) Gecko/26.0 Firefox/26.0'],
		['curl', 'curl/8.10.1'],
		['nothing', ''],
	])('is desktop for %s', (_browser, userAgent) => {
		expect(deviceOfUserAgent(userAgent)).toBe('desktop');
	});

	it('is the same when asked again, however long', () => {
		const padded = `${'x'.repeat(100_000)} Android`;
		for (const userAgent of [IPHONE, padded, IPHONE, padded]) {
			expect(deviceOfUserAgent(userAgent)).toBe('mobile');
		}
	});
});

describe("a CDN's device header", () => {
	const deviceOf = createDeviceRule({ header: 'cf-device-type', mobile: ['mobile', 'Tablet'] });

	it.each([
		['says mobile', 'mobile', WINDOWS, 'mobile'],
		['says one of several values that mean mobile, in another case', 'TABLET', WINDOWS, 'mobile'],
		['says anything else', 'desktop', IPHONE, 'desktop'],
		['says nothing', '', IPHONE, 'desktop'],
		['is absent, so that the user agent decides', undefined, IPHONE, 'mobile'],
	])('that %s', (_what, value, userAgent, expected) => {
		const headers: Record<string, string> = value === undefined ? {} : { 'cf-device-type': value };
		expect(deviceOf(factsOf({ userAgent, headers }))).toBe(expected);
	});

	it('counts for nothing when it is not declared', () => {
		const facts = factsOf({ userAgent: WINDOWS, headers: { 'cf-device-type': 'mobile' } });
		expect(createDeviceRule(undefined)(facts)).toBe('desktop');
	});
});

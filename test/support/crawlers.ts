import type { Device } from '../../integration/src/types.js';

/** A crawler as it introduces itself. */
export interface Crawler {
	readonly name: string;
	readonly userAgent: string;
	/** Whose page it gets, by the rule that is a person's as well: whether its user agent names a phone. */
	readonly device: Device;
}

const CHROME_VERSION = 'Chrome/141.0.0.0';
const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko';
const NEXUS = `Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) ${WEBKIT}) ${CHROME_VERSION} Mobile Safari/537.36`;

const desktop = (name: string, userAgent: string): Crawler => ({
	name,
	userAgent,
	device: 'desktop',
});
const phone = (name: string, userAgent: string): Crawler => ({ name, userAgent, device: 'mobile' });

/** Search engines, advertisers, link previews and the like, each with the user agent that it documents. */
export const CRAWLERS: readonly Crawler[] = [
	desktop(
		'Googlebot',
		`Mozilla/5.0 ${WEBKIT}; compatible; Googlebot/2.1; +http://www.google.com/bot.html) ${CHROME_VERSION} Safari/537.36`,
	),
	phone(
		'Googlebot on a smartphone',
		`${NEXUS} (compatible; Googlebot/2.1; +http://www.google.com/bot.html)`,
	),
	desktop('Google-InspectionTool', 'Mozilla/5.0 (compatible; Google-InspectionTool/1.0;)'),
	phone(
		'Google-InspectionTool on a smartphone',
		`${NEXUS} (compatible; Google-InspectionTool/1.0;)`,
	),
	desktop(
		'Bingbot',
		`Mozilla/5.0 ${WEBKIT}; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) ${CHROME_VERSION} Safari/537.36`,
	),
	phone(
		'Bingbot on a smartphone',
		`${NEXUS} (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)`,
	),
	desktop(
		'Applebot',
		'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.1.1 Safari/605.1.15 (Applebot/0.1; +http://www.apple.com/go/applebot)',
	),
	phone(
		'Applebot on a smartphone',
		'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4.1 Mobile/15E148 Safari/604.1 (Applebot/0.1; +http://www.apple.com/go/applebot)',
	),
	desktop('DuckDuckBot', 'DuckDuckBot/1.1; (+http://duckduckgo.com/duckduckbot.html)'),
	desktop('YandexBot', 'Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)'),
	phone(
		'YandexMobileBot',
		'Mozilla/5.0 (iPhone; CPU iPhone OS 8_1 like Mac OS X) AppleWebKit/600.1.4 (KHTML, like Gecko) Version/8.0 Mobile/12B411 Safari/600.1.4 (compatible; YandexMobileBot/3.0; +http://yandex.com/bots)',
	),
	desktop(
		'Baiduspider',
		'Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)',
	),
	phone(
		'PetalBot on a smartphone',
		`Mozilla/5.0 (Linux; Android 7.0;) ${WEBKIT}) Mobile Safari/537.36 (compatible; PetalBot;+https://webmaster.petalsearch.com/site/petalbot)`,
	),
	desktop('AdsBot-Google', 'AdsBot-Google (+http://www.google.com/adsbot.html)'),
	phone(
		'AdsBot-Google-Mobile',
		`${NEXUS} (compatible; AdsBot-Google-Mobile; +http://www.google.com/mobile/adsbot.html)`,
	),
	desktop('Mediapartners-Google', 'Mediapartners-Google'),
	desktop('adidxbot', 'Mozilla/5.0 (compatible; adidxbot/2.0; +http://www.bing.com/bingbot.htm)'),
	desktop(
		'facebookexternalhit',
		'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
	),
	desktop('Twitterbot', 'Twitterbot/1.0'),
	desktop(
		'LinkedInBot',
		'LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)',
	),
	desktop('Slackbot', 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)'),
	desktop('WhatsApp', 'WhatsApp/2.23.20.0 A'),
	desktop('Discordbot', 'Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)'),
	desktop('TelegramBot', 'TelegramBot (like TwitterBot)'),
	desktop(
		'Pinterestbot',
		'Mozilla/5.0 (compatible; Pinterestbot/1.0; +https://www.pinterest.com/bot.html)',
	),
	desktop('GPTBot', `Mozilla/5.0 ${WEBKIT}); compatible; GPTBot/1.2; +https://openai.com/gptbot`),
];

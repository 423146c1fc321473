const CHROME = 'Chrome/141.0.0.0';
const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko';
const NEXUS = `Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) ${WEBKIT}) ${CHROME} Mobile Safari/537.36`;

/** What Chrome calls itself, on each device. */
export const PEOPLE = {
	desktop: `Mozilla/5.0 (X11; Linux x86_64) ${WEBKIT}) ${CHROME} Safari/537.36`,
	mobile: `Mozilla/5.0 (Linux; Android 10; K) ${WEBKIT}) ${CHROME} Mobile Safari/537.36`,
} as const;

/** Search engines, link previews and readers for language models, each with the user agent that it documents. */
export const CRAWLERS: Readonly<Record<string, string>> = {
	Googlebot: `Mozilla/5.0 ${WEBKIT}; compatible; Googlebot/2.1; +http://www.google.com/bot.html) ${CHROME} Safari/537.36`,
	'Googlebot on a smartphone': `${NEXUS} (compatible; Googlebot/2.1; +http://www.google.com/bot.html)`,
	Bingbot: `Mozilla/5.0 ${WEBKIT}; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) ${CHROME} Safari/537.36`,
	'Bingbot on a smartphone': `${NEXUS} (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)`,
	Applebot:
		'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.1.1 Safari/605.1.15 (Applebot/0.1; +http://www.apple.com/go/applebot)',
	DuckDuckBot: 'DuckDuckBot/1.1; (+http://duckduckgo.com/duckduckbot.html)',
	YandexBot: 'Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)',
	Baiduspider:
		'Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)',
	'AdsBot-Google': 'AdsBot-Google (+http://www.google.com/adsbot.html)',
	facebookexternalhit: 'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
	Twitterbot: 'Twitterbot/1.0',
	LinkedInBot:
		'LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)',
	Slackbot: 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
	GPTBot: `Mozilla/5.0 ${WEBKIT}); compatible; GPTBot/1.2; +https://openai.com/gptbot`,
};

import node from '@astrojs/node';
import sitemap from '@astrojs/sitemap';
import choose from 'astro-choose';
import { defineConfig } from 'astro/config';

// `npm run demo` wants to see an edit within seconds. A site leaves `maxAge` at five minutes, and idle segments at fifteen.
const demoMaxAge = Number(process.env.DEMO_MAX_AGE ?? 0);
const demo = demoMaxAge > 0 ? { maxAge: demoMaxAge, live: { idle: demoMaxAge } } : {};

export default defineConfig({
	site: 'https://larkfell.example',
	adapter: node({ mode: 'standalone' }),
	i18n: { locales: ['en', 'de'], defaultLocale: 'en' },
	integrations: [
		choose({ org: 'larkfell', project: 'shop', ...demo }),
		sitemap({ i18n: { defaultLocale: 'en', locales: { en: 'en', de: 'de' } } }),
	],
	security: {
		// Hosts that the `acme` segment may be recognised by, and those of this machine.
		allowedDomains: [
			{ hostname: 'larkfell.example' },
			{ hostname: 'acme.larkfell.example' },
			{ hostname: 'localhost' },
			{ hostname: '127.0.0.1' },
		],
	},
});

import products from './content/products.json' with { type: 'json' };
import { pathIn, type Locale } from './i18n/locales';

const IDS = ['rake-2', 'swale-4', 'drift-shell', 'hause-8'];

/** What is shown in a language while nobody has chosen anything else. */
export function productsFor(locale: Locale) {
	const currency = locale === 'de' ? 'EUR' : 'GBP';
	return products
		.filter(({ id }) => IDS.includes(id))
		.map((product) => ({
			title: product.title,
			category: product[locale].category,
			price: product.price[currency].toString(),
			currency,
			href: pathIn(locale, `/products/${product.id}/`),
			image: `/catalogue/${product.id}.webp`,
		}));
}

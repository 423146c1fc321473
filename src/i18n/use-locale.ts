import { de } from './de';
import { en } from './en';
import { alternatesOf, localeOf, pathIn, type Currency, type Locale } from './locales';

/** Amounts by currency: prices are set for each, not converted. */
export type Money = Readonly<Record<Currency, number>>;

const DICTIONARIES = { en, de };
const CURRENCIES: Readonly<Record<Locale, Currency>> = { en: 'GBP', de: 'EUR' };

/** The words and formats of a page's language; give it `Astro.currentLocale`. */
export function useLocale(current: string | undefined) {
	const locale = localeOf(current);
	const t = DICTIONARIES[locale];
	const currency = CURRENCIES[locale];
	const formatPrice = (amount: number, code: string) =>
		new Intl.NumberFormat(t.tag, {
			style: 'currency',
			currency: code,
			trailingZeroDisplay: 'stripIfInteger',
		}).format(amount);
	return {
		locale,
		t,
		currency,
		/** The address in this language of a page given by its English address. */
		href: (path: string) => pathIn(locale, path),
		/** The page at an address, in every other language. */
		others: (pathname: string) =>
			alternatesOf(pathname).filter((alternate) => alternate.locale !== locale),
		formatPrice,
		price: (money: Money) => formatPrice(money[currency], currency),
		measure: (value: number, unit: string) =>
			new Intl.NumberFormat(t.tag, { style: 'unit', unit }).format(value),
		date: (date: Date, options: Intl.DateTimeFormatOptions) =>
			date.toLocaleDateString(t.tag, { timeZone: 'Europe/London', ...options }),
	};
}

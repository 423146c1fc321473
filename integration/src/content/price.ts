import type { Product } from '../definition/payloads.js';

const DECIMAL = /^\d{1,12}(\.\d{1,4})?$/;

/** The price as a plain decimal with a currency (ISO 4217); undefined when one of the two is not known. */
export function amountOf(
	product: Pick<Product, 'price' | 'currency'>,
): { readonly price: string; readonly currency: string } | undefined {
	const { price, currency } = product;
	if (price === undefined || currency === undefined || !DECIMAL.test(price)) return undefined;
	return { price, currency };
}

/**
 * A price as people read it: `"250.0"` in `USD` is `$250.00` in English. A price that is not a plain decimal, or has no currency, is
 * shown as it came.
 *
 * @param locale BCP 47; one that is not understood is taken as English.
 */
export function formatPrice(
	product: Pick<Product, 'price' | 'currency'>,
	locale: string | undefined,
): string | undefined {
	const amount = amountOf(product);
	if (amount === undefined) return product.price;
	return new Intl.NumberFormat(resolveLocale(locale), {
		style: 'currency',
		currency: amount.currency,
	}).format(Number(amount.price));
}

function resolveLocale(locale: string | undefined): string {
	try {
		return Intl.getCanonicalLocales(locale ?? [])[0] ?? 'en';
	} catch {
		return 'en';
	}
}

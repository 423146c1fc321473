import { isSafeUrl } from '../definition/urls.js';
import type { Product, ProductListPayload } from '../definition/payloads.js';
import { amountOf } from './price.js';

/** https://schema.org/ItemList */
export interface ItemList {
	readonly '@context': 'https://schema.org';
	readonly '@type': 'ItemList';
	readonly name?: string;
	readonly numberOfItems: number;
	readonly itemListElement: readonly ListItem[];
}

/** https://schema.org/ListItem; positions begin at 1. */
interface ListItem {
	readonly '@type': 'ListItem';
	readonly position: number;
	readonly item: ProductItem;
}

/** https://schema.org/Product */
interface ProductItem {
	readonly '@type': 'Product';
	readonly name: string;
	readonly url?: string;
	readonly image?: string;
	readonly category?: string;
	readonly description?: string;
	readonly offers?: {
		readonly '@type': 'Offer';
		readonly price: string;
		readonly priceCurrency: string;
	};
}

/**
 * A product list as structured data. A price appears only with a known currency, because an Offer is not valid without one.
 *
 * @param site The site's own address, which makes paths absolute. Never the address of a request.
 */
export function createItemList(list: ProductListPayload, site: URL | undefined): ItemList {
	return {
		'@context': 'https://schema.org',
		'@type': 'ItemList',
		...(list.label.trim() !== '' && { name: list.label }),
		numberOfItems: list.products.length,
		itemListElement: list.products.map((product, index) => ({
			'@type': 'ListItem',
			position: index + 1,
			item: createProductItem(product, site),
		})),
	};
}

function createProductItem(product: Product, site: URL | undefined): ProductItem {
	const url = absoluteUrl(product.href, site?.href);
	const image = absoluteUrl(product.image, site?.href);
	const amount = amountOf(product);
	return {
		'@type': 'Product',
		name: product.title,
		...(url !== undefined && { url }),
		...(image !== undefined && { image }),
		...(product.category !== undefined && { category: product.category }),
		...(product.text !== undefined && { description: product.text }),
		...(amount !== undefined && {
			offers: { '@type': 'Offer', price: amount.price, priceCurrency: amount.currency },
		}),
	};
}

function absoluteUrl(url: string | undefined, site: string | undefined): string | undefined {
	if (url === undefined || !isSafeUrl(url)) return undefined;
	return URL.canParse(url, site) ? new URL(url, site).href : url;
}

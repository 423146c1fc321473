import { getCollection, getEntries, type CollectionEntry } from 'astro:content';
import { useLocale } from './i18n/use-locale';
import type { Locale } from './i18n/locales';

type Stored = CollectionEntry<'products'>;
type Fact = Stored['data']['facts'][number];

/** A product as the pages of one language show it. */
export interface CatalogueProduct {
	readonly id: string;
	readonly title: string;
	readonly kind: 'shoe' | 'kit';
	readonly category: string;
	readonly summary: string;
	readonly description: string;
	readonly picture: Stored['data']['picture'];
	readonly price: string;
	readonly currency: string;
	readonly href: string;
	readonly facts: readonly { readonly name: string; readonly value: string }[];
}

export async function getProducts(locale: Locale): Promise<CatalogueProduct[]> {
	return (await getCollection('products')).map((entry) => inLanguage(entry, locale));
}

export async function getReferenced(
	references: Stored['data']['goesWith'],
	locale: Locale,
): Promise<CatalogueProduct[]> {
	return (await getEntries(references)).map((entry) => inLanguage(entry, locale));
}

export function inLanguage({ id, data }: Stored, locale: Locale): CatalogueProduct {
	const { currency, href, t, measure } = useLocale(locale);
	const { title, kind, picture } = data;
	const valueOf = (fact: Fact): string => {
		if ('word' in fact) return t.factWords[fact.word];
		const amount =
			fact.unit === 'lumen'
				? `${fact.value} ${t.factWords.lumens}`
				: measure(fact.value, fact.unit);
		const counted = fact.count === undefined ? amount : `${fact.count} × ${amount}`;
		return fact.size === undefined ? counted : `${counted} (${t.factWords[fact.size]})`;
	};
	return {
		id,
		title,
		kind,
		picture,
		...data[locale],
		price: data.price[currency].toString(),
		currency,
		href: href(`/products/${id}/`),
		facts: data.facts.map((fact) => ({ name: t.facts[fact.name], value: valueOf(fact) })),
	};
}

/** A campaign, and its address without the language: `wet-ground`. */
export interface Campaign {
	readonly slug: string;
	readonly href: string;
	readonly entry: CollectionEntry<'campaigns'>;
}

export async function getCampaigns(locale: Locale): Promise<Campaign[]> {
	const { href } = useLocale(locale);
	const own = await getCollection('campaigns', ({ id }) => id.startsWith(`${locale}/`));
	return own.map((entry) => {
		const slug = entry.id.slice(locale.length + 1);
		return { slug, href: href(`/lp/${slug}/`), entry };
	});
}

import { describe, expect, it } from 'vitest';
import { createItemList } from '../../../integration/src/content/item-list.js';

const SITE = new URL('https://shop.example/en/');

describe('createItemList', () => {
	it('describes each product with what is known of it', () => {
		const list = createItemList(
			{
				label: 'Best sellers',
				products: [
					{
						title: 'Rake 2',
						price: '125.0',
						currency: 'GBP',
						category: 'Shoes',
						text: 'Grip',
						href: '/products/rake-2',
						image: 'https://img.example/rake.webp',
					},
					{ title: 'Gill cap' },
				],
			},
			SITE,
		);
		expect(list).toEqual({
			'@context': 'https://schema.org',
			'@type': 'ItemList',
			name: 'Best sellers',
			numberOfItems: 2,
			itemListElement: [
				{
					'@type': 'ListItem',
					position: 1,
					item: {
						'@type': 'Product',
						name: 'Rake 2',
						url: 'https://shop.example/products/rake-2',
						image: 'https://img.example/rake.webp',
						category: 'Shoes',
						description: 'Grip',
						offers: { '@type': 'Offer', price: '125.0', priceCurrency: 'GBP' },
					},
				},
				{ '@type': 'ListItem', position: 2, item: { '@type': 'Product', name: 'Gill cap' } },
			],
		});
	});

	it.each([[{ price: '125.0' }], [{ currency: 'GBP' }], [{ price: 'from 20', currency: 'GBP' }]])(
		'makes no offer of %j',
		(product) => {
			const list = createItemList({ label: '', products: [{ title: 'Rake 2', ...product }] }, SITE);
			expect(list.itemListElement[0]?.item).toEqual({ '@type': 'Product', name: 'Rake 2' });
		},
	);

	it('leaves out a blank name', () => {
		expect(createItemList({ label: ' ', products: [] }, SITE)).not.toHaveProperty('name');
	});

	it('keeps a path as it is when the site has no address', () => {
		const list = createItemList(
			{ label: '', products: [{ title: 'Rake 2', href: '/r' }] },
			undefined,
		);
		expect(list.itemListElement[0]?.item.url).toBe('/r');
	});

	it.each(['javascript:alert(1)', 'data:text/html,x', '//evil.example', '/\\evil.example'])(
		'leaves out %s',
		(href) => {
			const list = createItemList(
				{ label: '', products: [{ title: 'Rake 2', href, image: href }] },
				SITE,
			);
			expect(list.itemListElement[0]?.item).toEqual({ '@type': 'Product', name: 'Rake 2' });
		},
	);
});

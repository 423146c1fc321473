import { describeFeature, testSite } from '../../support/matrix.js';

const TAGS = [
	'café',
	'ümlaut',
	'日本',
	'a b',
	'a+b',
	'a&b=c',
	"it's",
	'emoji 👟',
	'c%23',
	'q%3Fx',
	'[x]',
	'a,b;c',
	'v1.2',
];

describeFeature('Routing', 'Dynamic, rest and paginated routes', () => {
	testSite({
		fixture: 'dynamic-routes',
		varied: [
			'/docs/',
			'/docs/guide/',
			'/docs/guide/first/steps/',
			'/news/',
			'/news/2/',
			'/news/3/',
			'/shop/hats/one-xl/',
			'/shop/shoes/one-xl/',
			...TAGS.map((tag) => `/tag/${tag}/`),
			'/über uns/',
		],
		targets: [
			'/docs',
			'/docs/guide/first',
			'/news/1/',
			'/news/4/',
			'/shop/shoes/two-xl/',
			'/tag/caf%c3%a9/',
			'/tag/cafe%CC%81/',
			'/tag/CAF%C3%89/',
			'/tag/%E6%97%A5%E6%9C%AC',
			'/tag/a%20b/index.html',
			'/tag/a%2bb/',
			'/tag/a%2Fb/',
			'/tag/c%23/',
			'/tag/q%3Fx/',
			'/%C3%BCber%20uns/',
			'/u%CC%88ber%20uns/',
			'/live/caf%C3%A9/a%20b',
			'/live/',
		],
		onDemand: ['/live/caf%C3%A9/a%20b', '/live/'],
	});
});

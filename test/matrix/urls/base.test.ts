import { describeFeature, testSite } from '../../support/matrix.js';

describeFeature('URLs and output', '`base`', () => {
	testSite({
		fixture: ['two-pages', 'pages'],
		config: { base: '/docs' },
		varied: ['/docs/', '/docs/about/'],
		targets: ['/docs', '/docs/about', '/about/', '/docs/nested/plain/', '/docs/live', '/nowhere'],
		onDemand: ['/docs/live'],
	});
});

import { describe, expect, it } from 'vitest';
import {
	createAudienceReader,
	signAudienceParts,
} from '../../../integration/src/audience/audience-header.js';
import { createClassifier } from '../../../integration/src/audience/classifier.js';
import { createPersistence } from '../../../integration/src/audience/persistence.js';
import { createSealer } from '../../../integration/src/audience/sealing.js';
import { createVisitResolver, type Visit } from '../../../integration/src/audience/visits.js';
import type { VisitorInput } from '../../../integration/src/definition/definition-types.js';
import { definitionOf } from '../../support/definition.js';
import { factsOf, type WrittenFacts } from '../../support/facts.js';

const SECRET = 'a'.repeat(32);
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0.0.0 Safari/537.36';

function createSite(visitor: VisitorInput = {}) {
	const definition = definitionOf({
		segments: {
			direct: { when: { not: { query: { utm_source: true } } } },
			pro: { when: { cookie: { plan: 'pro' } } },
			social: { when: { query: { utm_source: 'facebook' } }, persist: '30m' },
			everyone: {},
		},
		visitor: { consent: 'not-needed', ...visitor },
	});
	const classifier = createClassifier(definition);
	const resolve = createVisitResolver({
		definition,
		classifier,
		persistence: createPersistence(definition, createSealer(SECRET, 'choose_segment')),
		readAudience: createAudienceReader(definition, SECRET),
		now: Date.now,
		onProblem: () => undefined,
	});
	const { device, segments } = signAudienceParts(SECRET, definition.segments);
	const visit = (header: string, facts: WrittenFacts = {}, pageQuery?: string): Visit => {
		const headers = { 'choose-audience': header };
		const asked = factsOf({ userAgent: BROWSER, ...facts, headers });
		const resolved = resolve(asked, { secure: true, pageQuery });
		if (resolved instanceof Promise) throw new TypeError('it waits');
		return resolved;
	};
	return {
		classifier,
		visit,
		/** What an edge says of these segments, in this order. */
		say: (...names: string[]) => {
			const parts = names.map(
				(name) => segments[definition.segments.findIndex((one) => one.name === name)],
			);
			return [device.mobile, ...parts].join('.');
		},
		names: (...asked: Parameters<typeof visit>) =>
			visit(...asked).audience.segments.map(({ name }) => name),
	};
}

describe('a visit that a trusted edge speaks of', () => {
	it('is of its audience, in its order, and of the segment that everybody matches', () => {
		const site = createSite();
		const { audience, isTrusted } = site.visit(site.say('social', 'pro'), { cookies: 'plan=no' });
		expect(audience.segments.map(({ name }) => name)).toEqual(['social', 'pro', 'everyone']);
		expect([audience.device, isTrusted]).toEqual(['mobile', true]);
	});

	it('has the same audience object as a visitor who is classified here', () => {
		const site = createSite();
		const phone = factsOf({ userAgent: `${BROWSER} Android`, cookies: 'plan=pro' });
		const [matched] = [site.classifier.matchRules(phone)];
		const here = site.classifier.audienceOf(phone, matched, []);
		expect(site.visit(site.say('direct', 'pro')).audience).toBe(here);
	});

	it('sets no cookie', () => {
		const site = createSite();
		const facts = { query: 'utm_source=facebook' };
		expect(site.visit(site.say('social'), facts).setCookie).toBeUndefined();
		expect(site.visit('forged', facts).setCookie).toMatch(/^choose_segment=/);
	});

	it('is not there for a site that asks visitor.segment', () => {
		const site = createSite({ segment: () => 'social' });
		const { audience, isTrusted } = site.visit(site.say('pro'));
		expect(audience.segments.map(({ name }) => name)).toEqual(['direct', 'social', 'everyone']);
		expect(isTrusted).toBeUndefined();
	});
});

describe('a request that the page of such a visit sends', () => {
	const FROM_SOCIAL = 'utm_source=facebook';

	it('has the page’s audience: rules on its query, then what only the edge knows', () => {
		const site = createSite();
		// The page: social by its query, pro by a cookie. The edge sees of this request the cookie, and no query.
		const header = site.say('direct', 'pro');
		const names = site.names(header, { cookies: 'plan=pro' }, FROM_SOCIAL);
		expect(names).toEqual(['pro', 'social', 'everyone']);
		expect(site.visit(header, {}, FROM_SOCIAL)).toMatchObject({
			audience: { device: 'mobile' },
			setCookie: undefined,
		});
	});

	it('keeps segments that were persisted at the edge', () => {
		const site = createSite();
		expect(site.names(site.say('direct', 'social'), {}, '')).toEqual([
			'direct',
			'social',
			'everyone',
		]);
	});
});

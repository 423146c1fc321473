import { createHash, createHmac, hkdfSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
	createAudienceReader,
	signAudienceParts,
} from '../../../integration/src/audience/audience-header.js';
import { definitionOf } from '../../support/definition.js';

const SECRET = 'a'.repeat(32);
const definition = definitionOf({
	segments: {
		acme: { when: { host: 'acme.example.com' } },
		pro: { when: { cookie: { plan: 'pro' } } },
		social: { when: { query: { utm_source: 'facebook' } }, persist: '30m' },
		everyone: {},
	},
});
const parts = signAudienceParts(SECRET, definition.segments);
const [acme = '', pro = '', social = ''] = parts.segments;
const { desktop, mobile } = parts.device;
const read = createAudienceReader(definition, SECRET);

/** Whom a header names, in words. */
function named(header: string | undefined, reader = read): string | undefined {
	const audience = reader(header);
	return audience && [audience.device, ...audience.segments.map(({ name }) => name)].join(' ');
}

/** A part with one character of its id or signature changed. */
function flipped(part: string, at: number): string {
	const other = part.at(at) === 'A' ? 'B' : 'A';
	return part.slice(0, at) + other + part.slice(at + 1);
}

describe('a signed part', () => {
	it('is made as is written down for every edge', () => {
		const key = Buffer.from(hkdfSync('sha256', SECRET, '', 'astro-choose edge-audience', 32));
		const hmac = (id: string) =>
			createHmac('sha256', key).update(id).digest('base64url').slice(0, 22);
		const id = createHash('sha256').update('pro').digest('base64url').slice(0, 8);
		expect(parts.device.desktop).toBe(`d~${hmac('d')}`);
		expect(parts.device.mobile).toBe(`m~${hmac('m')}`);
		expect(pro).toBe(`${id}~${hmac(id)}`);
	});

	it('is none for the segment that everybody matches', () => {
		expect(parts.segments).toHaveLength(4);
		expect(parts.segments[3]).toBe('');
	});

	it('does not show the name of its segment', () => {
		expect(parts.segments.join()).not.toMatch(/acme|pro|social/);
	});
});

describe('a header', () => {
	it('names a device and no segment', () => {
		expect(named(desktop)).toBe('desktop');
		expect(named(mobile)).toBe('mobile');
	});

	it('names segments in the order it was sent', () => {
		expect(named([desktop, acme, pro].join('.'))).toBe('desktop acme pro');
		expect(named([mobile, social, acme].join('.'))).toBe('mobile social acme');
	});

	it('is the same object when it comes again', () => {
		const header = [desktop, pro].join('.');
		expect(read(header)).toBe(read([desktop, pro].join('.')));
	});

	it('skips what is signed but not declared any more', () => {
		const [before = ''] = signAudienceParts(SECRET, [{ name: 'before', when: {} }]).segments;
		expect(named([desktop, before, pro].join('.'))).toBe('desktop pro');
	});

	it('skips what everybody matches by now', () => {
		const [everyone = ''] = signAudienceParts(SECRET, [{ name: 'everyone', when: {} }]).segments;
		expect(named([desktop, pro, everyone].join('.'))).toBe('desktop pro');
	});

	const foreign = signAudienceParts('b'.repeat(32), definition.segments);
	const [, foreignPro = ''] = foreign.segments;
	const valid = [desktop, acme, pro].join('.');
	it.each([
		['none', undefined],
		['an empty one', ''],
		['no device', [acme, pro].join('.')],
		['the device behind a segment', [acme, desktop].join('.')],
		['two devices', [desktop, mobile].join('.')],
		['the device twice', [desktop, desktop].join('.')],
		['a segment twice', [desktop, pro, pro].join('.')],
		['a device that nobody signed', 'd'],
		['a device with an empty signature', 'd~'],
		['another device than was signed', desktop.replace('d~', 'm~')],
		['another segment than was signed', `${desktop}.${acme.slice(0, 8)}${pro.slice(8)}`],
		['a device of another secret', foreign.device.desktop],
		['a segment of another secret', [desktop, foreignPro].join('.')],
		['a changed signature', [desktop, flipped(pro, 20)].join('.')],
		['a changed last character', [desktop, flipped(pro, pro.length - 1)].join('.')],
		['a changed id', [desktop, flipped(pro, 2)].join('.')],
		['a shortened signature', valid.slice(0, -1)],
		['a longer signature', `${valid}A`],
		['a cut header', valid.slice(0, valid.length - 12)],
		['a dot at its end', `${valid}.`],
		['a dot at its start', `.${valid}`],
		['an empty part', valid.replace('.', '..')],
		['a space behind it', `${valid} `],
		['a line break behind it', `${valid}\n`],
		['one that was sent twice', `${desktop}, ${desktop}`],
		['one that a proxy added to', `${desktop}, ${valid}`],
		['the name in place of the id', `${desktop}.pro~${pro.slice(9)}`],
		['characters beyond ASCII', `d~${'ü'.repeat(22)}`],
		['the name of an inherited property', `${desktop}.__proto__~${pro.slice(9)}`],
	])('that is not as it was signed is worth nothing: %s', (_what, header) => {
		expect(named(header)).toBeUndefined();
	});

	it('that is too long is worth nothing, though each part is signed', () => {
		const many = Array.from({ length: 400 }, (_, at) => ({ name: `s${at}`, when: {} }));
		const signed = signAudienceParts(SECRET, many);
		const reader = createAudienceReader(definition, SECRET);
		expect(named([desktop, ...signed.segments.slice(0, 200)].join('.'), reader)).toBe('desktop');
		expect(named([desktop, ...signed.segments].join('.'), reader)).toBeUndefined();
	});

	it('stays worth nothing after it was verified with another secret', () => {
		expect(named(valid)).toBe('desktop acme pro');
		expect(named(valid, createAudienceReader(definition, 'b'.repeat(32)))).toBeUndefined();
	});
});

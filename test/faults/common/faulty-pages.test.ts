import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'astro/zod';
import { ask } from '../../support/ask.js';
import { buildFromSeed } from '../../support/built-site.js';
import { createFixtureSite, type FixtureSite, type ServedSite } from '../../support/fixture.js';
import { notEmpty } from '../../support/not-empty.js';

const reportSchema = z.object({
	warnings: z.array(z.object({ name: z.string(), message: z.string() })),
});
const PRO = { cookie: 'plan=pro' };
const BETA = { cookie: 'plan=beta' };

describe('a site with mistakes', () => {
	let site: FixtureSite;
	let server: ServedSite;
	let output: string;
	let warnings: z.output<typeof reportSchema>['warnings'];

	const heading = async (path: string, headers = {}) => {
		const { status, text } = await ask(server.url, path, { headers });
		expect(status, path).toBe(200);
		return /<h1>([^<]*)/.exec(text)?.[1];
	};
	const messagesOf = (name: string) =>
		warnings.filter((warning) => warning.name === name).map(({ message }) => message);

	beforeAll(async () => {
		site = await createFixtureSite('faulty');
		({ output } = await buildFromSeed(site));
		const report: unknown = JSON.parse(await site.read('dist/choose-report.json'));
		({ warnings } = reportSchema.parse(report));
		server = await site.serve();
	});
	afterAll(async () => {
		await server.stop();
		await site.remove();
	});

	it.each([
		['/throws/', /TypeError: no such hero/],
		['/cookie/', /sets a cookie/],
		['/gone/', /answers 410/],
		['/moved/', /answers 30[12]/],
	])('%s keeps its default for the audience it fails for', async (path, reason) => {
		expect(await heading(path, PRO)).toBe('Default hero');
		expect(await heading(path, BETA)).toBe('Beta hero');
		expect(await heading(path)).toBe('Default hero');
		const told = messagesOf('VariantFailed').filter((message) => message.startsWith(`${path} `));
		expect(told).toEqual([expect.stringMatching(reason)]);
		expect(output).toMatch(new RegExp(`VariantFailed\\s+${path} .*${reason.source}`));
	});

	it('says that a default is sent in place of a variant, with the headers of one', async () => {
		const { headers } = await ask(server.url, '/throws/', { headers: PRO });
		expect(headers).toMatchObject({
			'cache-control': 'private, no-cache',
			'cache-status': 'choose; fwd=miss; detail=default',
		});
	});

	it('loses one experience to a payload that does not fit, and no other', async () => {
		const { text } = await ask(server.url, '/', { headers: PRO });
		expect(text).toContain('<h1>Pro hero</h1>');
		expect(text).toContain('<p>NONE</p>');
	});

	it('is told which payload did not fit, where, and how', () => {
		const told = messagesOf('PayloadRefused');
		expect(told).toHaveLength(2);
		for (const message of notEmpty(told)) {
			expect(message).toMatch(/^promo for segment pro on (?:desktop|mobile), at code: /);
			expect(message).toContain('expected a value of type string, found 5');
		}
	});

	it('is told of the experience that witnesses were given different payloads for', () => {
		const told = messagesOf('WitnessesDisagree');
		expect(told).toHaveLength(2);
		for (const message of notEmpty(told))
			expect(message).toMatch(/^split .*segment pro .*per: 'visitor'/);
	});
});

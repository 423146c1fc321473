import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBodyThreads, WORK_HERE, type BodyWork } from '#built/build/body-threads.js';
import { packBody } from '../../integration/src/store/codings.js';

const URL = 'http://localhost/page/';
const bodyOf = (headline: string) =>
	Buffer.from(
		`<title>${headline}</title><h1>${headline}</h1><a href="../${headline}/">x</a>`.padEnd(9_000),
	);
const HEADLINES = Array.from({ length: 40 }, (_, at) => `headline-${at}`);

describe('the threads that encode bodies', () => {
	let threads: BodyWork;
	beforeAll(() => {
		threads = createBodyThreads(2);
	});
	afterAll(() => threads.close());

	it('do what is done without them, in whichever order it is asked for', async () => {
		const work = (by: BodyWork) =>
			Promise.all(HEADLINES.map((headline) => by.work(URL, bodyOf(headline))));
		const worked = await work(threads);
		expect(worked).toEqual(await work(WORK_HERE));
		expect(worked[7]?.facts).toMatchObject({ title: ['headline-7'], links: ['/headline-7/'] });
	});

	it('take the codings that a body has', async () => {
		const body = bodyOf('known');
		const known = { ...(await packBody(body)), br: Buffer.from('as it is kept') };
		const { encoded, facts } = await threads.work(URL, Buffer.from(body), known);
		expect(encoded).toEqual({ ...known, identity: body });
		expect(facts.title).toEqual(['known']);
	});

	it('leave memory alone that a body shares with others', async () => {
		const shared = Buffer.concat([bodyOf('one'), bodyOf('two')]);
		const { encoded } = await threads.work(URL, shared.subarray(0, 9_000));
		expect(encoded.identity).toEqual(bodyOf('one'));
		expect(shared).toEqual(Buffer.concat([bodyOf('one'), bodyOf('two')]));
	});

	it('take an empty body', async () => {
		const { encoded } = await threads.work(URL, Buffer.alloc(0));
		expect(encoded).toEqual({ identity: Buffer.alloc(0) });
	});

	it('refuse what is asked of them when they have ended', async () => {
		const ended = createBodyThreads(1);
		const asked = ended.work(URL, bodyOf('asked'));
		await Promise.all([expect(asked).rejects.toThrow('has ended'), ended.close()]);
		await expect(ended.work(URL, bodyOf('late'))).rejects.toThrow('has ended');
	});
});

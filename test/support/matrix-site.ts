import { cp } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'astro/zod';
import { createFixtureSite, type FixtureSite } from './fixture.js';

const FEATURES = fileURLToPath(new URL('../fixtures/matrix/', import.meta.url));

const payloadsSchema = z.record(z.string(), z.unknown());
const audiencesSchema = z.object({ default: payloadsSchema }).catchall(payloadsSchema);

/** Folders of `test/fixtures/matrix` that are laid over `base`, in order. */
export type MatrixFixture = string | readonly string[];

/**
 * A copy of `test/fixtures/matrix/base` with the files of a feature over it, and the seed that makes the emulator decide what the
 * site's `src/audiences.json` says.
 */
export async function createMatrixSite(fixture: MatrixFixture = []): Promise<FixtureSite> {
	const site = await createFixtureSite('matrix/base');
	for (const folder of [fixture].flat()) {
		await cp(`${FEATURES}${folder}`, site.root, { recursive: true });
	}
	const { default: _, ...segments } = audiencesSchema.parse(
		JSON.parse(await site.read('src/audiences.json')),
	);
	await site.write('choose.seed.json', JSON.stringify(createSeed(segments)));
	return site;
}

/** A seed with a user of each segment, who is decided what stands under the segment's name. */
export function createSeed(segments: Readonly<Record<string, Readonly<Record<string, unknown>>>>) {
	const names = new Set(Object.values(segments).flatMap((payloads) => Object.keys(payloads)));
	return {
		org: 'fixture',
		project: 'site',
		keys: ['key.fixture-secret'],
		users: Object.keys(segments).map((segment) => ({
			userId: `segment-${segment}`,
			attributes: { segment },
		})),
		experiences: [...names].map((name) => ({
			name,
			variants: Object.entries(segments).flatMap(([segment, payloads]) =>
				name in payloads ? [{ targeting: { segment }, body: payloads[name] }] : [],
			),
		})),
	};
}

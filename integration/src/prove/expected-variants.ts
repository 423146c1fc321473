import { readFile } from 'node:fs/promises';
import { z } from 'astro/zod';

/** By segment: the paths of pages that the last build rendered for it otherwise than for everybody. */
export type ExpectedVariants = ReadonlyMap<string, ReadonlySet<string>>;

const reportSchema = z.object({
	pages: z.array(
		z.object({
			path: z.string(),
			variants: z.array(z.object({ audiences: z.array(z.string()) })),
		}),
	),
	audiences: z.array(
		z.object({ alias: z.string(), segments: z.array(z.string()), device: z.string() }),
	),
});

/** Reads a build's `choose-report.json`; undefined: there is none that can be read. */
export async function readExpectedVariants(
	file: URL,
	catchAll: string | undefined,
): Promise<ExpectedVariants | undefined> {
	const text = await readFile(file, 'utf8').catch(() => undefined);
	if (text === undefined) return undefined;
	try {
		const report = reportSchema.parse(JSON.parse(text));
		return expectedVariants(report, catchAll);
	} catch {
		return undefined;
	}
}

function expectedVariants(
	{ pages, audiences }: z.output<typeof reportSchema>,
	catchAll: string | undefined,
): ExpectedVariants {
	const desktop = audiences.filter(({ device }) => device === 'desktop');
	const everybody = catchAll === undefined ? [] : [catchAll];
	const aliasOf = (segments: readonly string[]) =>
		desktop.find((one) => one.segments.join() === segments.join())?.alias;
	const nobody = aliasOf(everybody);
	const names = new Set(desktop.flatMap(({ segments }) => segments));
	return new Map(
		[...names].map((name) => {
			const own = aliasOf([...new Set([name, ...everybody])]);
			const differing = pages.filter(({ variants }) => {
				const variantOf = (alias: string | undefined) =>
					variants.findIndex((one) => alias !== undefined && one.audiences.includes(alias));
				return variantOf(own) !== -1 && variantOf(own) !== variantOf(nobody);
			});
			return [name, new Set(differing.map(({ path }) => path))];
		}),
	);
}

import { fileURLToPath } from 'node:url';

/**
 * The declarations that tell the editor which names and payloads this project has. Written to `.astro/` by Astro. A module, so that
 * it adds to `astro-choose/types` and does not replace it.
 */
export function typesOf(definitionFile: URL): {
	readonly filename: string;
	readonly content: string;
} {
	const path = fileURLToPath(definitionFile)
		.replaceAll('\\', '/')
		.replace(/\.[cm]?ts$/, '');
	return {
		filename: 'choose.d.ts',
		content: `declare module 'astro-choose/types' {
	interface Register {
		definition: typeof import(${JSON.stringify(path)}).default;
	}
}

declare global {
	namespace App {
		interface Locals {
			/** What this visitor's audience is shown. */
			choose: import('astro-choose/types').Choose;
		}
	}
}

export {};
`,
	};
}

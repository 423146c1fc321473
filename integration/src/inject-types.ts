import { fileURLToPath } from 'node:url';

/** The declarations that tell the editor which names and payloads this project has. Written to `.astro/` by Astro. */
export function typesOf(definitionFile: URL): {
	readonly filename: string;
	readonly content: string;
} {
	const path = fileURLToPath(definitionFile)
		.replaceAll('\\', '/')
		.replace(/\.(?:[cm]?ts)$/, '');
	return {
		filename: 'choose.d.ts',
		content: `declare module 'astro-choose/types' {
	interface Register {
		definition: typeof import(${JSON.stringify(path)}).default;
	}
}

declare namespace App {
	interface Locals {
		/** What this visitor's audience is shown. */
		choose: import('astro-choose/types').Choose;
	}
}
`,
	};
}

declare module 'virtual:astro-choose/definition' {
	const definition: import('./definition/definition-types.js').ChooseDefinition;
	export default definition;
}

declare module 'virtual:astro-choose/settings' {
	const settings: import('./runtime/settings.js').RuntimeSettings;
	export default settings;
}

declare module 'virtual:astro-choose/astro-app' {
	export { createApp } from 'astro/app/entrypoint';
	export { setGetEnv } from 'astro/env/setup';
}

declare module 'virtual:astro-choose/astro-manifest' {
	export const manifest: import('astro').SSRManifest;
}

declare module 'virtual:astro-choose/astro-live' {
	export { setGetEnv } from 'astro/env/setup';
	export function createLiveApp(): import('astro/app').App;
}

declare module 'virtual:astro-choose/astro-prerender' {
	export const app: unknown;
	export const manifest: import('astro').SSRManifest;
}

declare module 'virtual:astro-choose/astro-server' {
	export { createApp } from 'astro/app/entrypoint';

	export function handler(
		req: import('node:http').IncomingMessage,
		res: import('node:http').ServerResponse,
		next?: (error?: unknown) => void,
		locals?: object,
	): unknown;
	export const options: {
		readonly mode: 'standalone' | 'middleware';
		readonly host?: string | boolean;
		readonly port?: number;
	};
}

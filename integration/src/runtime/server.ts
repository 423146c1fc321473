/**
 * The server's entry: what `dist/server/entry.mjs` is made from. Answers varied pages in front of `@astrojs/node`, and exports what
 * that entry exports.
 */
import { isStartedOutside } from './no-autostart.js';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createApp } from 'astro/app/entrypoint';
import { handler as astroHandler, options } from '@astrojs/node/server.js';
import { listen } from './listen.js';
import { ownLocals } from './own-locals.js';
import { startSite } from './site.js';

const app = createApp();
const logger = app.adapterLogger.fork('choose');
const site = startSite(new URL('./', import.meta.url), app.manifest, logger);

export { options };

type HandlerArguments = [
	request: IncomingMessage,
	response: ServerResponse,
	next?: (error?: unknown) => void,
	locals?: object,
];

/** Takes its arguments as one list: routers tell handlers of errors by the number of parameters that a function declares. */
export function handler(...args: HandlerArguments): void {
	const [request, response, next, locals] = args;
	site.front(request, response, () => {
		astroHandler(request, response, next, ownLocals(locals));
	});
}

export function startServer() {
	const running = listen(handler, options, (address) => {
		if (process.env.ASTRO_NODE_LOGGING !== 'disabled') {
			logger.info(`Server listening on ${address}`);
		}
	});
	running.server.server.on('close', () => {
		app.logger.close();
	});
	return running;
}

if (options.mode === 'standalone' && !isStartedOutside) startServer();

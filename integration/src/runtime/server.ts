/**
 * The server's entry: what `dist/server/entry.mjs` is made from. Answers varied pages in front of `@astrojs/node`, and exports what
 * that entry exports.
 */
import '../require-node.js';
import { isStartedOutside, restoreAutostart } from './no-autostart.js';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createApp, handler as astroHandler, options } from 'virtual:astro-choose/astro-server';
import { NODE_SERVER } from '../astro-internals.js';
import { listen } from './listen.js';
import { createBaseCheck } from './mounted.js';
import { ownLocals } from './own-locals.js';
import { startSite } from './site.js';

restoreAutostart();

const app = createApp();
const logger = app.adapterLogger.fork('choose');
const site = startSite(new URL('./', import.meta.url), app.manifest, logger);

let isReady = false;
void site.ready.then(() => (isReady = true));

const isMounted = options.mode === 'middleware';
const isBelowBase = createBaseCheck(isMounted ? app.manifest.base : '/');

export { options };

type HandlerArguments = [
	request: IncomingMessage,
	response: ServerResponse,
	next?: (error?: unknown) => void,
	locals?: object,
];

/** Takes its arguments as one list: routers tell handlers of errors by the number of parameters that a function declares. */
export function handler(...[request, response, next, locals]: HandlerArguments): void {
	if (isReady) {
		handle(request, response, next, locals);
		return;
	}
	// A server of the owner's may listen before decisions are as fresh as they can be.
	void site.ready.then(() => {
		handle(request, response, next, locals);
	});
}

function handle(
	request: IncomingMessage,
	response: ServerResponse,
	next?: HandlerArguments[2],
	locals?: object,
): void {
	if (site.handleControl(request, response)) return;
	const toAstro = () => {
		astroHandler(request, response, next, ownLocals(locals));
	};
	if (isBelowBase(request)) site.front(request, response, toAstro);
	else toAstro();
}

export function startServer() {
	const running = listen(handler, options, (address) => {
		if (process.env[NODE_SERVER.logging] !== 'disabled') {
			logger.info(`Server listening on ${address}`);
		}
	});
	running.server.server.on('close', () => {
		app.logger.close();
	});
	return running;
}

if (options.mode === 'standalone' && !isStartedOutside) void site.ready.then(startServer);

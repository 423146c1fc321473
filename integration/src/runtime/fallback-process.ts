/**
 * A process of its own while the site is built, beside the finished server's entry: it renders the defaults of on-demand pages, so
 * that what those do cannot touch the build.
 */
import { createApp, setGetEnv } from 'virtual:astro-choose/astro-app';
import definition from 'virtual:astro-choose/definition';
import { questionSchema, type Answer, type Question } from '../build/fallback-messages.js';
import { FALLBACK_EXPORT } from '../constants.js';
import { decideDefaults } from '../decisions/decide.js';
import { describeThrown } from '../errors.js';
import { createScope, renderScope } from '../rendering/scope.js';

setGetEnv((key) => process.env[key]);

const app = createApp({ streaming: false });
const decisions = decideDefaults(definition, 'absent');

let thrown: unknown;
app.renderError = (_request, { status, error }) => {
	thrown = error;
	return Promise.resolve(new Response(null, { status }));
};

process.on('message', (message) => {
	const question = questionSchema.parse(message);
	void answer(question).then((found) => process.send?.({ id: question.id, ...found }));
});
process.on('disconnect', () => process.exit());

async function answer(question: Question): Promise<Answer> {
	try {
		return (await isWanted(question)) ? await render(question) : {};
	} catch (error) {
		return { failure: describeThrown(error) };
	}
}

/** Whether the page means it: what it exports is `true`. */
async function isWanted({ component }: Question): Promise<boolean> {
	const module = await app.manifest.pageMap?.get(component)?.();
	const page: unknown = await module?.page();
	return typeof page === 'object' && page !== null && Reflect.get(page, FALLBACK_EXPORT) === true;
}

/** Renders a page as it is for somebody for whom nothing is decided: a request without cookies, headers and query. */
async function render({ url, route, component, device }: Question): Promise<Answer> {
	const found = app.manifest.routes.find(
		({ routeData }) => routeData.route === route && routeData.component === component,
	);
	if (found === undefined) throw new Error(`${route} is not in the server's bundle`);
	thrown = undefined;
	const scope = createScope({ decisions, device });
	const started = performance.now();
	return renderScope.run(scope, async () => {
		const response = await app.render(new Request(url), {
			routeData: found.routeData,
			addCookieHeader: true,
		});
		if (thrown !== undefined && thrown !== null) return { failure: describeThrown(thrown) };
		const bytes = response.body === null ? null : new Uint8Array(await response.arrayBuffer());
		const rendered = {
			status: response.status,
			statusText: response.statusText,
			headers: [...response.headers],
			bytes,
			reads: [...scope.log.reads],
			setsCookie: scope.setsCookie() || response.headers.has('set-cookie'),
			ms: performance.now() - started,
		};
		return { rendered };
	});
}

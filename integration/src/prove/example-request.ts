import { compileRule } from '../audience/rules.js';
import type { Rule } from '../definition/definition-types.js';
import { exampleValues } from './example-value.js';

/** What a request needs, to be what a rule describes. */
export interface ExampleRequest {
	/** Without `?`. */
	readonly query: string;
	/** `Cookie`; empty: none. */
	readonly cookies: string;
	/** Other headers, names in lower case. */
	readonly headers: Readonly<Record<string, string>>;
	readonly host: string | undefined;
}

interface Parts {
	readonly query: Readonly<Record<string, string>>;
	readonly cookie: Readonly<Record<string, string>>;
	readonly header: Readonly<Record<string, string>>;
	readonly host: string | undefined;
}

const EMPTY: Parts = { query: {}, cookie: {}, header: {}, host: undefined };
/** Combinations tried of one rule. */
const MOST_TRIED = 200;

/** A request that satisfies a rule, tested by the rule itself; undefined: none was found. */
export function exampleRequest(rule: Rule): ExampleRequest | undefined {
	const test = compileRule(rule, () => undefined);
	for (const parts of candidates(rule).slice(0, MOST_TRIED)) {
		const request = requestOf(parts);
		const fits = test({
			path: '/',
			query: request.query,
			host: request.host,
			authority: request.host ?? '',
			cookies: request.cookies,
			userAgent: request.headers['user-agent'] ?? '',
			header: (name) => (name === 'cookie' ? request.cookies : request.headers[name]),
		});
		if (fits) return request;
	}
	return undefined;
}

/** What `not` asks for is left to the test: most often, a request without it is enough. */
function candidates(rule: Rule): Parts[] {
	let found: Parts[] = [EMPTY];
	const combine = (more: readonly Parts[]) => {
		found = found
			.flatMap((one) => more.map((other) => mergeParts(one, other)))
			.slice(0, MOST_TRIED);
	};
	for (const kind of ['query', 'cookie', 'header'] as const)
		for (const [name, pattern] of Object.entries(rule[kind] ?? {}))
			combine(exampleValues(pattern).map((value) => ({ ...EMPTY, [kind]: { [name]: value } })));
	// A host that is only guessed is one that the site does not trust.
	if (rule.host !== undefined)
		combine(
			[rule.host]
				.flat()
				.filter((host) => !/[*?[\]{}\\]/.test(host))
				.map((host) => ({ ...EMPTY, host })),
		);
	if (rule.anyOf !== undefined) combine(rule.anyOf.flatMap(candidates));
	return found;
}

function mergeParts(one: Parts, other: Parts): Parts {
	return {
		query: { ...one.query, ...other.query },
		cookie: { ...one.cookie, ...other.cookie },
		header: { ...one.header, ...other.header },
		host: other.host ?? one.host,
	};
}

function requestOf({ query, cookie, header, host }: Parts): ExampleRequest {
	return {
		query: new URLSearchParams(query).toString(),
		cookies: Object.entries(cookie)
			.map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
			.join('; '),
		headers: Object.fromEntries(
			Object.entries(header).map(([name, value]) => [name.toLowerCase(), value]),
		),
		host,
	};
}

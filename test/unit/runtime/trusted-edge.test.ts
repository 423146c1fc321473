import { describe, expect, it } from 'vitest';
import { signAudienceParts } from '../../../integration/src/audience/audience-header.js';
import { createTrustedEdge } from '../../../integration/src/runtime/trusted-edge.js';
import { definitionOf, type WrittenDefinition } from '../../support/definition.js';

const SECRET = 'a'.repeat(32);
const header = signAudienceParts(SECRET, []).device.mobile;

function open(
	written: WrittenDefinition,
	env: NodeJS.ProcessEnv,
	targets: readonly 'nginx'[] = ['nginx'],
) {
	const said: string[] = [];
	const say = (level: string) => (message: string) => said.push(`${level}: ${message}`);
	const read = createTrustedEdge({
		definition: definitionOf(written),
		settings: { edge: { maxAge: 60, swr: 60, targets: [...targets] } },
		env,
		logger: { info: say('info'), warn: say('warn'), error: say('error') },
	});
	return { said, named: read?.(header) };
}

describe('a trusted edge', () => {
	it('is believed with the secret', () => {
		expect(open({}, { CHOOSE_SECRET: SECRET })).toEqual({
			said: [],
			named: { device: 'mobile', segments: [] },
		});
	});

	it.each([
		['without a secret', {}, /^warn: CHOOSE_SECRET is not set: /],
		['with a short one', { CHOOSE_SECRET: 'short' }, /^warn: CHOOSE_SECRET is shorter than 32/],
	])('is not believed %s, and the server says so', (_how, env, line) => {
		expect(open({}, env)).toEqual({ said: [expect.stringMatching(line)], named: undefined });
	});

	it.each<[string, WrittenDefinition, RegExp]>([
		['visitor.segment', { visitor: { segment: () => undefined } }, /^info: visitor\.segment is/],
		['private segments', { segments: { staff: { private: true } } }, /^info: private segments are/],
	])('is not believed of a site with %s, and the server says so', (_what, written, line) => {
		const { said, named } = open(written, { CHOOSE_SECRET: SECRET });
		expect(named).toBeUndefined();
		expect(said).toEqual([expect.stringMatching(line)]);
	});

	it('is not missed where none was asked for', () => {
		const staff = { segments: { staff: { private: true } } } as const;
		expect(open(staff, { CHOOSE_SECRET: SECRET }, []).said).toEqual([]);
		expect(open({}, {}, []).said).toEqual([]);
		expect(open({}, { CHOOSE_PURGE_URL: 'https://cdn.example' }, []).said).toHaveLength(1);
	});
});

import { describe, expect, it } from 'vitest';
import { decide } from '../../../integration/src/decisions/decide.js';
import { ChooseError } from '../../../integration/src/errors.js';
import { createAccessor } from '../../../integration/src/rendering/accessor.js';
import { createScope, renderScope } from '../../../integration/src/rendering/scope.js';
import {
	createReadLog,
	valueOfRead,
	type Outcome,
} from '../../../integration/src/variants/reads.js';
import { definitionOf, text, texts } from '../../support/definition.js';
import { problemsIn } from '../../support/errors.js';

const definition = definitionOf({
	experiences: { one: text(), two: text() },
	groups: { slots: texts() },
});
const reply = {
	experiences: { one: 'chosen' },
	groups: { slots: [{ name: 'm', payload: 'x' }] },
};
const outcome: Outcome = {
	decisions: decide(definition, reply, () => undefined),
	device: 'mobile',
};

function createPage() {
	const log = createReadLog();
	return { choose: createAccessor(outcome, log), log };
}

describe('Astro.locals.choose', () => {
	it('shows what was decided', () => {
		const { choose } = createPage();
		expect(choose.get('one')).toBe('chosen');
		expect(choose.get('two')).toBe('default');
		expect(choose.group('slots')).toEqual([{ name: 'm', payload: 'x' }]);
		expect(choose.device).toBe('mobile');
	});

	it('records each read with the value that was seen', () => {
		const { choose, log } = createPage();
		choose.group('slots');
		expect(choose.device).toBe(outcome.device);
		choose.get('one');
		choose.get('one');
		const seen = [
			{ kind: 'group', name: 'slots' },
			{ kind: 'device', name: '' },
			{ kind: 'experience', name: 'one' },
		] as const;
		expect(log.reads).toEqual(seen.map((read) => ({ ...read, value: valueOfRead(outcome, read) })));
	});

	it('records nothing that was not read', () => {
		expect(createPage().log.reads).toEqual([]);
	});

	it.each([
		['get', 'thre', 'UnknownExperience', 'one, two', 'experiences'],
		['get', 'slots', 'UnknownExperience', 'one, two', 'experiences'],
		['get', 'constructor', 'UnknownExperience', 'one, two', 'experiences'],
		['group', 'one', 'UnknownGroup', 'slots', 'groups'],
	] as const)(
		'%s(%s) is an error that names what is declared',
		(method, name, error, declared, place) => {
			const { choose, log } = createPage();
			expect(problemsIn(() => choose[method](name))).toEqual([
				{
					name: error,
					path: `Astro.locals.choose.${method}('${name}')`,
					expected: `one of ${declared}`,
					found: JSON.stringify(name),
					hint: `Declare it under ${place} in src/choose.config.ts, or correct the name.`,
				},
			]);
			expect(log.reads).toEqual([]);
		},
	);

	it('of a site that declares nothing says so', () => {
		const empty = decide(definitionOf(), { experiences: {}, groups: {} }, () => undefined);
		const choose = createAccessor({ decisions: empty, device: 'desktop' }, createReadLog());
		expect(() => choose.get('one')).toThrow(ChooseError);
		expect(() => choose.get('one')).toThrow('one of (none declared)');
	});
});

describe('the scope of a rendering', () => {
	it('is the same in every module graph of the process', () => {
		expect(Reflect.get(globalThis, Symbol.for('astro-choose.render-scope'))).toBe(renderScope);
	});

	it('stays with its rendering while others are under way', async () => {
		const { promise: other, resolve } = Promise.withResolvers<undefined>();
		const seen = await Promise.all(
			['first', 'second'].map((name) => {
				const scope = createScope(outcome);
				return renderScope.run(scope, async () => {
					if (name === 'second') resolve(undefined);
					await other;
					return renderScope.getStore() === scope;
				});
			}),
		);
		expect(seen).toEqual([true, true]);
		expect(renderScope.getStore()).toBeUndefined();
	});

	it('begins without reads, and sets no cookie', () => {
		const scope = createScope(outcome);
		expect([scope.log.reads, scope.setsCookie()]).toEqual([[], false]);
	});
});

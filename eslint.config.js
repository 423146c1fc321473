import astro from 'eslint-plugin-astro';
import tseslint from 'typescript-eslint';
import { notEmptyRule } from './scripts/not-empty-rule.ts';

export default tseslint.config(
	{ ignores: ['**/dist/', '**/.astro/', '.cache/', 'test/fixtures/', 'test-results/'] },
	{
		files: ['**/*.ts'],
		extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
		languageOptions: {
			parserOptions: { projectService: { allowDefaultProject: ['vitest.config.ts'] } },
		},
		rules: {
			'no-console': 'error',
			'@typescript-eslint/no-explicit-any': 'error',
			'@typescript-eslint/consistent-type-assertions': [
				'error',
				{ assertionStyle: 'as', objectLiteralTypeAssertions: 'never' },
			],
			'@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
			'@typescript-eslint/no-unused-vars': [
				'error',
				{ argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' },
			],
			// Numbers read well in messages.
			'@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
			// An interface with function properties is this project's shape of a module.
			'@typescript-eslint/unbound-method': 'off',
			'@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
		},
	},
	{
		files: ['integration/src/cli/**', 'scripts/**', 'bench/**'],
		rules: { 'no-console': 'off' },
	},
	{
		// Types that a project's own names fill in later: what looks redundant is so only until then.
		files: ['integration/src/types.ts', 'integration/src/definition/define-choose.ts'],
		rules: {
			'@typescript-eslint/no-duplicate-type-constituents': 'off',
			'@typescript-eslint/no-unnecessary-type-arguments': 'off',
			'@typescript-eslint/no-generated-empty-object-type': 'off',
		},
	},
	{
		// Tests poke at things from outside.
		files: ['test/**/*.ts'],
		plugins: { local: { rules: { 'not-empty': notEmptyRule } } },
		rules: {
			'local/not-empty': 'error',
			'@typescript-eslint/no-non-null-assertion': 'off',
			'@typescript-eslint/no-empty-function': 'off',
			// vitest's asymmetric matchers are of type any.
			'@typescript-eslint/no-unsafe-assignment': 'off',
		},
	},
	...astro.configs.recommended,
);

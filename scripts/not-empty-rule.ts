import { dirname, join, relative } from 'node:path';
import type { Rule, Scope } from 'eslint';

/** As much of a node as is looked at, of JavaScript's and of TypeScript's. */
interface Node {
	readonly type: string;
	readonly parent?: Node | null;
	readonly name?: string;
	readonly kind?: string;
	readonly callee?: Node;
	readonly arguments?: readonly Node[];
	readonly object?: Node;
	readonly property?: Node;
	readonly elements?: readonly (Node | null)[];
	readonly properties?: readonly Node[];
	readonly argument?: Node;
	readonly expression?: Node;
	readonly consequent?: Node;
	readonly alternate?: Node;
	readonly id?: Node;
	readonly init?: Node | null;
}

const HELPER = 'notEmpty';
const TABLES = new Set(['it', 'test', 'describe']);
/** Functions whose result has items when their argument has. */
const HOLDERS: Readonly<Record<string, ReadonlySet<string>>> = {
	Object: new Set(['keys', 'values', 'entries']),
	Promise: new Set(['all']),
	Array: new Set(['from']),
};
/** What has as many items as it is called on. */
const SAME_LENGTH = new Set([
	'map',
	'entries',
	'toSorted',
	'toReversed',
	'sort',
	'reverse',
	'with',
]);

/**
 * Lists that a test makes its assertions of one by one, and tables of tests, are written out in the same file or go through
 * `notEmpty()`: of an empty list nothing would be asserted, and the test would pass.
 */
export const notEmptyRule: Rule.RuleModule = {
	meta: {
		type: 'problem',
		fixable: 'code',
		schema: [],
		messages: {
			unseen: 'Nothing is asserted if this list is empty: write `notEmpty(…)` around it.',
		},
	},
	create(context) {
		const { sourceCode } = context;
		const asserts = (node: Node | undefined) =>
			node !== undefined && /\bexpect\w*[.(]/.test(sourceCode.getText(node as Rule.Node));
		const check = (list: Node | undefined) => {
			if (list === undefined || isRandom(list)) return;
			const node = list as Rule.Node;
			if (hasItems(list, sourceCode.getScope(node))) return;
			context.report({
				node,
				messageId: 'unseen',
				fix: (fixer) => [
					...importHelper(context, fixer),
					fixer.insertTextBefore(node, `${HELPER}(`),
					fixer.insertTextAfter(node, ')'),
				],
			});
		};
		return {
			ForOfStatement({ body, right }) {
				if (asserts(nodeOf(body))) check(nodeOf(right));
			},
			CallExpression(found) {
				const call = nodeOf(found);
				const [first] = call.arguments ?? [];
				const { object, property } = call.callee ?? {};
				if (property?.name === 'each' && isTable(object)) check(first);
				else if (property?.name === 'forEach' && asserts(first)) check(object);
				else if (property?.name === 'every' && isAsserted(call)) check(object);
			},
		};
	},
};

function importHelper(context: Rule.RuleContext, fixer: Rule.RuleFixer): Rule.Fix[] {
	const { cwd, filename, sourceCode } = context;
	const imports = sourceCode.ast.body.filter(({ type }) => type === 'ImportDeclaration');
	const last = imports.at(-1);
	if (last === undefined || imports.some((one) => sourceCode.getText(one).includes(HELPER)))
		return [];
	const path = relative(dirname(filename), join(cwd, 'test/support/not-empty.js'));
	const from = path.startsWith('.') ? path : `./${path}`;
	return [fixer.insertTextAfter(last, `\nimport { ${HELPER} } from '${from}';`)];
}

// ESLint’s own types know no node of TypeScript.
function nodeOf(node: object): Node {
	return node as Node;
}

function isTable(node: Node | undefined): boolean {
	if (node?.type === 'MemberExpression') return isTable(node.object);
	return TABLES.has(node?.name ?? '');
}

/** `expect(list.every(…))` */
function isAsserted({ parent }: Node): boolean {
	return parent?.type === 'CallExpression' && parent.callee?.name === 'expect';
}

/** Whether it is in a property: a random list may be empty, and others are not. */
function isRandom({ parent }: Node): boolean {
	if (!parent) return false;
	return /^(?:asyncP|p)roperty$/.test(parent.callee?.property?.name ?? '') || isRandom(parent);
}

/** Whether one sees in the file that there is something in a list. */
function hasItems(node: Node | null | undefined, scope: Scope.Scope): boolean {
	switch (node?.type) {
		case 'ArrayExpression':
			return (node.elements ?? []).some(
				(one) => one !== null && (one.type !== 'SpreadElement' || hasItems(one.argument, scope)),
			);
		case 'ObjectExpression':
			return (node.properties ?? []).some(({ type }) => type === 'Property');
		case 'AwaitExpression':
			return hasItems(node.argument, scope);
		case 'NewExpression':
			return hasItems(node.arguments?.[0], scope);
		case 'TSAsExpression':
		case 'TSSatisfiesExpression':
		case 'TSNonNullExpression':
			return hasItems(node.expression, scope);
		case 'ConditionalExpression':
			return hasItems(node.consequent, scope) && hasItems(node.alternate, scope);
		case 'Identifier':
			return isWrittenOut(node.name ?? '', scope);
		case 'CallExpression':
			return isCallWithItems(node, scope);
		default:
			return false;
	}
}

function isCallWithItems({ callee, arguments: given }: Node, scope: Scope.Scope): boolean {
	if (callee?.name === HELPER) return true;
	const { object, property } = callee ?? {};
	const method = property?.name ?? '';
	if (HOLDERS[object?.name ?? '']?.has(method) === true) return hasItems(given?.[0], scope);
	return SAME_LENGTH.has(method) && hasItems(object, scope);
}

/** A constant of the file with a list or an object as its value. */
function isWrittenOut(name: string, scope: Scope.Scope): boolean {
	for (let at: Scope.Scope | null = scope; at !== null; at = at.upper) {
		const variable = at.set.get(name);
		if (variable === undefined) continue;
		const declared = variable.defs[0]?.node as Node | undefined;
		const isConstant = declared?.parent?.kind === 'const' && declared.id?.type === 'Identifier';
		return isConstant && hasItems(declared.init, at);
	}
	return false;
}

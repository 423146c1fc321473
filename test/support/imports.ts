import { parseSync } from 'vite';

/** What a module imports, by the names it writes; `import()` of anything else than a text is refused. */
export function importsOf(code: string): string[] {
	const found: string[] = [];
	for (const statement of parseSync('edge.js', code).program.body) {
		if (
			statement.type === 'ImportDeclaration' ||
			statement.type === 'ExportAllDeclaration' ||
			(statement.type === 'ExportNamedDeclaration' && statement.source !== null)
		)
			found.push(String(statement.source?.value));
	}
	for (const [, name = ''] of code.matchAll(/\b(?:import|require)\s*\(\s*(?:["'`]([^"'`]*))?/g))
		found.push(name);
	return found;
}

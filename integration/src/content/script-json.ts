// `<` and `>` would end the script element or open a comment in it, `&` would be an entity in XHTML, and U+2028 and U+2029 end a
// line in JavaScript before ES2019. In JSON all five can only stand inside strings, where an escape means the same.
const UNSAFE = /[<>&\u2028\u2029]/g;

// Its declaration leaves out that a value JSON cannot express gives undefined.
const stringify: (value: unknown) => string | undefined = JSON.stringify;

/** A value as JSON that may stand inside any `<script>` element. What JSON cannot express is `null`. */
export function serializeForScript(value: unknown): string {
	return (stringify(value) ?? 'null').replace(
		UNSAFE,
		(character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
	);
}

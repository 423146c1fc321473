/** A header's name as it is usually written: `x-plan` → `X-Plan`. */
export function titleCase(name: string): string {
	return name.replace(/(?:^|-)[a-z]/g, (start) => start.toUpperCase());
}

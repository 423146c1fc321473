/** Whether a route or path is that of an error page, of any locale. Error pages are the default for everybody. */
export function isErrorRoute(path: string): boolean {
	return /(?:^|\/)(?:404|500)(?:\.html|\/(?:index\.html)?)?$/.test(path);
}

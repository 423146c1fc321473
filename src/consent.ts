import type { APIContext } from 'astro';

const COOKIE = 'larkfell_consent';

type Page = Pick<APIContext, 'cookies' | 'redirect' | 'request' | 'url'>;

/** Whether the visitor has agreed to be remembered. */
export function hasConsented({ cookies }: Pick<Page, 'cookies'>): boolean {
	return cookies.get(COOKIE)?.value === 'granted';
}

/** Takes the answer of a visitor who sent the form, and leads back to the page; undefined for one who only reads it. */
export async function takeAnswer({
	cookies,
	redirect,
	request,
	url,
}: Page): Promise<Response | undefined> {
	if (request.method !== 'POST') return undefined;
	const answer = (await request.formData()).get('answer');
	if (answer === 'granted') {
		cookies.set(COOKIE, 'granted', { path: '/', maxAge: 180 * 86_400, sameSite: 'lax' });
	} else {
		cookies.delete(COOKIE, { path: '/' });
	}
	return redirect(url.pathname, 303);
}

/** Request targets as a client may write them, for the pages of `test/fixtures/matrix/spellings`. */
export const TARGETS: readonly string[] = [
	...String.raw`
/ /index /index.html /index.html/ // /// /. /./ /.. /../ /? /??x
/about /about/ /about.html /about.html/ /about/index.html /about/index /About
//about //about/ /about// /about/// /./about /./about/ /about/. /about/./
/about/.. /about/../ /nested/../about/ /nested/..//about /../about/ /../../about
/%61bout /%61bout/ /about%2f /about%2F /about%2Findex.html /%2fabout /about%5c
/about%5Cindex.html /about\ /\about /%2e/about/ /%2e%2e/about/ /about/%2e%2e/
/about%00 /about/%00 /%00 /about% /about%zz /%E0%A4%A /% /about/%ff /about%20
/about? /about?x=1 /about/?x=/y/ /about?x=%2f /about#part /about/?x#y /about;v=1
/nested /nested/ /nested.html /nested/index.html /nested/deep /nested/deep/
/nested/deep.html /nested//deep/ /nested/./deep/ /nested/%2e/deep/ /nested/deep/index.html
/blog /blog/ /blog/a /blog/a/ /blog/a.html /blog/%C3%BC%20x /blog/%C3%BC%20x/
/blog/%c3%bc%20x/ /blog/%C3%BC%20x.html /blog/%C3%BC%2520x/ /blog/u%CC%88%20x/ /blog/ü%20x/
/blog/Ã¼%20x/ /blog/%C3%BC+x /blog/%C3%BC+x/ /blog/%C3%BC%2Bx/ /blog/v1.2 /blog/v1.2/
/blog/v1.2.html /blog/A&B=1 /blog/A&B=1/ /blog/A%26B%3D1/ /blog/A%26B%3d1 /blog/v1%2E2/
/de /de/ /de/about /de/about/ /de/about.html /de/nested/ /en/about/ /de/blog/a/
/404 /404/ /404.html /500 /data.json /data.json/ /live /live/ /old /old/ /nowhere
/.env /.git/config /.about/ /about/.hidden /.well-known/ /.well-known/about /..about
/_astro /_astro/ /_image /variants/index.json /../server/variants/index.json
/%2e%2e/server/variants/index.json /..%2fserver/entry.mjs /CON /about: /@about /_about
http://other.example/about/ http://other.example about *
/docs /docs/ /docs/about /docs/about/ /docs/docs/about/ /docs//about/ /docsabout //docs/about
/docs/about.html /docs/index.html /docs/%61bout /%64ocs/about/ /docs/../about/ /docs/./about/
/docs/nested /docs/nested/ /docs/nested/deep /docs/de/about/ /docs/blog/%C3%BC%20x /docs/404
`
		.trim()
		.split(/\s+/),
	`/${'a/'.repeat(3_000)}`,
	`/${'%61'.repeat(900)}`,
];

/** What is generated for a server, by path below the edge folder: `nginx/http.conf`. */
export type EdgeFiles = ReadonlyMap<string, string>;

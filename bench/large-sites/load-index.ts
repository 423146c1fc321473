/** Opens the store in the folder that is its one argument; prints how long that took, and the memory it is in, as JSON. */
import { pathToFileURL } from 'node:url';
import { openStoreFolder } from '#built/store/fs-store.js';

const { rss } = process.memoryUsage;
const before = rss();
const began = performance.now();
const store = openStoreFolder(pathToFileURL(process.argv[2] ?? ''), { memoryBytes: 1 });
const ms = performance.now() - began;
console.log(JSON.stringify({ ms, bytes: rss() - before, variants: store.index.variants }));
store.close();

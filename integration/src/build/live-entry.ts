// What renders live with Astro's prerender bundle; an entry of it beside Astro's own, which only a build can use.
export { createLiveApp, setGetEnv } from 'virtual:astro-choose/astro-live';

// Astro's own prerender entry. Named as the bundle's input because a wrapped prerenderer makes Astro forget it.
export { app, manifest } from 'virtual:astro-choose/astro-prerender';

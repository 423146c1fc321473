/** `astro-choose/components`: what pages render experiences with. */
export { default as Device } from './Device.astro';
export { default as Flag } from './Flag.astro';
export { default as FlagPayload } from './FlagPayload.astro';
export { default as Headline } from './Headline.astro';
export { default as ProductList } from './ProductList.astro';

/** `astro-choose/config`: what `src/choose.config.ts` is written with. */
export { defineChoose } from './definition/define-choose.js';
export { experience, flags, group, headline, productList } from './definition/experiences.js';
export { url } from './definition/urls.js';
export type { ChooseInput } from './definition/define-choose.js';
export type { ExperienceInput, FlagValue } from './definition/experiences.js';
export type * from './definition/experience-types.js';
export type * from './definition/definition-types.js';
export type { HeadlinePayload, Product, ProductListPayload } from './definition/payloads.js';

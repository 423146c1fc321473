/** `astro-choose/config`: what `src/choose.config.ts` is written with. */
export { defineChoose } from './definition/define-choose.js';
export { experience, flags, group, headline, productList } from './definition/experiences.js';
export { localized } from './definition/localized.js';
export { url } from './definition/urls.js';
export type { ChooseInput } from './definition/define-choose.js';
export type { ExperienceInput, FlagValue, LocalizedInput } from './definition/experiences.js';
export type { LocalizedSchema } from './definition/localized.js';
export type * from './definition/experience-types.js';
export type * from './definition/definition-types.js';
export type { HeadlinePayload, Product, ProductListPayload } from './definition/payloads.js';

/** `astro-choose/emulator`: the Choose API on your own machine. */
export { startEmulator } from './listen.js';
export type { Emulator, EmulatorOptions, ListenOptions, SeedSource } from './listen.js';
export type { BehaviourInput } from './behaviour.js';
export type { Assignment, Exposure } from './ledger.js';
export type { SeedChange } from './seed-file.js';
export type { Seed, SeedInput } from './seed.js';

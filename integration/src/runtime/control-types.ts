import { z } from 'astro/zod';
import type { SwitchOutcome, SwitchTarget } from '../store/switches.js';
import type { SiteStatus } from './status-types.js';

/** How far something reached: this process, or every process of this machine that shares the state folder. */
export const scopeSchema = z.enum(['process', 'machine']);

/** What `POST refresh` answers. */
export const refreshAnswerSchema = z.object({
	/** Calls to Choose, and those of them that failed. */
	asked: z.number(),
	failed: z.number(),
	/** Why, each reason once. */
	problems: z.array(z.string()),
	/** The experiences and groups of which something is decided otherwise than before, for segments that are not private. */
	changed: z.array(z.string()),
	scope: scopeSchema,
});
export type RefreshAnswer = Readonly<z.output<typeof refreshAnswerSchema>>;

/** What `POST off` and `POST on` answer. */
export const switchAnswerSchema = z.object({
	/** What is off now. */
	off: z.union([z.literal('all'), z.array(z.string())]),
	scope: scopeSchema,
});

/** What every refusal answers. */
export const controlErrorSchema = z.object({
	error: z.string(),
	/** What is declared, where a name was not. */
	names: z.array(z.string()).optional(),
});
export type ControlError = z.output<typeof controlErrorSchema>;

/** What the control endpoints work on. */
export interface ControlledSite {
	/** The experiences and groups that are declared. */
	readonly names: readonly string[];
	/** Asks Choose now, and resolves when what it answered is shown. With `only`, of one experience or group. Never rejects. */
	refresh(only?: string): Promise<RefreshAnswer>;
	/** Shows defaults for everything, or for one experience or group; or decisions again. */
	setOff(what: SwitchTarget, off: boolean): SwitchOutcome;
	/** Does not keep requests waiting. */
	status(): Promise<SiteStatus>;
}

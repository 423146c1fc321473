import { browser } from '../browser/index.ts';
import { build } from '../build/index.ts';
import { largeSites } from '../large-sites/index.ts';
import { serving } from '../serving/index.ts';
import type { Part } from './part.ts';

/** In the order of the page. */
export const PARTS: readonly Part[] = [serving, build, largeSites, browser];

/** Measured when none is named: what gives the ratios that are compared from version to version. */
export const USUAL_PARTS: readonly Part[] = [serving, build];

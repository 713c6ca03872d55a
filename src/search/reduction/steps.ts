import type { Step } from './step.ts';
import { periodStep } from './steps/period.ts';
import { scaleStep } from './steps/scale.ts';
import { shiftStep } from './steps/shift.ts';
import { turnStep } from './steps/turn.ts';

/** All steps, in the order in which they are tried. */
export const STEPS: readonly Step[] = [shiftStep, scaleStep, periodStep, turnStep];

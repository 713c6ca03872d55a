import type { Step } from './step.ts';
import { additionStep } from './steps/addition.ts';
import { complementStep } from './steps/complement.ts';
import { decayStep } from './steps/decay.ts';
import { formulaStep } from './steps/formula.ts';
import { fractionStep } from './steps/fraction.ts';
import { halvingStep } from './steps/halving.ts';
import { parityStep } from './steps/parity.ts';
import { periodStep } from './steps/period.ts';
import { phaseStep } from './steps/phase.ts';
import { powerStep } from './steps/power.ts';
import { quarterStep } from './steps/quarter.ts';
import { reciprocalStep } from './steps/reciprocal.ts';
import { reflectionStep } from './steps/reflection.ts';
import { revolutionStep } from './steps/revolution.ts';
import { rootStep } from './steps/root.ts';
import { saturationStep } from './steps/saturation.ts';
import { rotationStep } from './steps/rotation.ts';
import { scaleStep } from './steps/scale.ts';
import { segmentsStep } from './steps/segments.ts';
import { seriesStep } from './steps/series.ts';
import { shiftStep } from './steps/shift.ts';
import { stretchStep } from './steps/stretch.ts';
import { tableStep } from './steps/table.ts';
import { turnStep } from './steps/turn.ts';

/** All steps, in the order in which they are tried. */
export const STEPS: readonly Step[] = [
  shiftStep,
  scaleStep,
  powerStep,
  rootStep,
  periodStep,
  quarterStep,
  turnStep,
  phaseStep,
  revolutionStep,
  stretchStep,
  parityStep,
  reflectionStep,
  complementStep,
  reciprocalStep,
  rotationStep,
  saturationStep,
  decayStep,
  additionStep,
  fractionStep,
  halvingStep,
  formulaStep,
  seriesStep,
  tableStep,
  segmentsStep,
];

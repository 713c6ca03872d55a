import { decorateEngine } from './decorate-engine.ts';
import { enumerateEngine, glanceEngine } from './enumerate-engine.ts';
import { evolveFormulasEngine } from './evolve-formulas.ts';
import { linearEngine } from './linear-engine.ts';
import { macroEngine } from './macro-engine.ts';
import { powerEngine } from './power-engine.ts';
import { rationalEngine } from './rational-engine.ts';
import type { RegressEngine } from './regress-search.ts';
import { separateEngine } from './separate-engine.ts';
import { symmetryEngine } from './symmetry-engine.ts';
import { subsetEngine } from './subset-engine.ts';
import { wholeEngine } from './whole-engine.ts';

/** In the order they run in: what is cheap first. */
export const REGRESS_ENGINES: Readonly<Record<string, RegressEngine>> = {
  linear: linearEngine,
  whole: wholeEngine,
  subset: subsetEngine,
  power: powerEngine,
  glance: glanceEngine,
  separate: separateEngine,
  symmetry: symmetryEngine,
  rational: rationalEngine,
  enumerate: enumerateEngine,
  macro: macroEngine,
  decorate: decorateEngine,
  evolve: evolveFormulasEngine,
};

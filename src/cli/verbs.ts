import type { Verb } from './verb.ts';
import { approximateVerb } from './verbs/approximate.ts';
import { certifyVerb } from './verbs/certify.ts';
import { compileVerb } from './verbs/compile.ts';
import { differentiateVerb } from './verbs/differentiate.ts';
import { emitVerb } from './verbs/emit.ts';
import { formatVerb } from './verbs/format.ts';
import { functionsVerb } from './verbs/functions.ts';
import { identifyVerb } from './verbs/identify.ts';
import { improveVerb } from './verbs/improve.ts';
import { predictVerb } from './verbs/predict.ts';
import { quantizeVerb } from './verbs/quantize.ts';
import { regressVerb } from './verbs/regress.ts';
import { relateVerb } from './verbs/relate.ts';
import { showVerb } from './verbs/show.ts';
import { simplifyVerb } from './verbs/simplify.ts';
import { sweepVerb } from './verbs/sweep.ts';

/** Every verb, in the order of the help. */
export const VERBS: readonly Verb[] = [
  approximateVerb,
  improveVerb,
  identifyVerb,
  relateVerb,
  regressVerb,
  predictVerb,
  simplifyVerb,
  differentiateVerb,
  compileVerb,
  certifyVerb,
  emitVerb,
  showVerb,
  functionsVerb,
  formatVerb,
  sweepVerb,
  quantizeVerb,
];
